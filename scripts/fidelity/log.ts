import { createHash } from 'node:crypto';

/** Logs that were seen of each program, by its name. */
export type Seen = Record<string, string[]>;

/** A program's log: lines without what differs from run to run anyway. */
export function logOf({ dir, origin }: { readonly dir: string; readonly origin: string }): {
  readonly log: (line: string) => void;
  readonly text: () => string;
} {
  const lines: string[] = [];
  const plain = (line: string): string => {
    const withoutDir = line.replaceAll(dir, 'DIR');
    return origin === '' ? withoutDir : withoutDir.replaceAll(origin, 'ORIGIN');
  };
  return { log: (line) => lines.push(plain(line)), text: () => lines.join('\n') };
}

/** By which a log is kept in shown.json. */
export function hashOf(log: string): string {
  return createHash('sha256').update(log).digest('hex').slice(0, 8);
}
