import { styleText } from 'node:util';

/** Colours for a terminal that has them: none when output is piped, or NO_COLOR is set (no-color.org). */
export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  unsure(text: string): string;
  dim(text: string): string;
  strong(text: string): string;
}

export function paintFor(isTerminal: boolean): Paint {
  const colours = isTerminal && (process.env.NO_COLOR ?? '') === '';
  const style = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    colours ? styleText(format, text, { validateStream: false }) : text;
  return {
    good: style('green'),
    bad: style('red'),
    unsure: style('yellow'),
    dim: style('dim'),
    strong: style('bold'),
  };
}
