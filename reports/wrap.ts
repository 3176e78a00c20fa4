/** Columns of the terminal that a report is made for. */
export const WIDTH = 100;
/** Indentation of continued lines. */
const INDENT = 2;

/** Breaks text into lines of at most `width` characters, at spaces where there are any. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (joined.length <= width || line.trim() === '') line = joined;
    else {
      lines.push(line);
      line = ' '.repeat(INDENT) + word;
    }
    while (line.length > width) {
      lines.push(line.slice(0, width));
      line = ' '.repeat(INDENT) + line.slice(width);
    }
  }
  return [...lines, line];
}
