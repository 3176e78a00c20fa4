import { constants } from 'node:fs';

/** What `open` flags ask for. */
export interface OpenFlags {
  readonly reads: boolean;
  readonly writes: boolean;
  readonly appends: boolean;
  readonly creates: boolean;
  readonly isExclusive: boolean;
  readonly truncates: boolean;
  readonly wantsDirectory: boolean;
  readonly followsNoLink: boolean;
}

const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_APPEND } = constants;
const O_ACCMODE = O_WRONLY | O_RDWR;

/** The words that Node takes. `s` asks for synchronous writes, which makes no difference here. */
const WORDS: Readonly<Record<string, number>> = {
  r: O_RDONLY,
  rs: O_RDONLY,
  sr: O_RDONLY,
  'r+': O_RDWR,
  'rs+': O_RDWR,
  'sr+': O_RDWR,
  w: O_TRUNC | O_CREAT | O_WRONLY,
  wx: O_TRUNC | O_CREAT | O_WRONLY | O_EXCL,
  xw: O_TRUNC | O_CREAT | O_WRONLY | O_EXCL,
  'w+': O_TRUNC | O_CREAT | O_RDWR,
  'wx+': O_TRUNC | O_CREAT | O_RDWR | O_EXCL,
  'xw+': O_TRUNC | O_CREAT | O_RDWR | O_EXCL,
  a: O_APPEND | O_CREAT | O_WRONLY,
  ax: O_APPEND | O_CREAT | O_WRONLY | O_EXCL,
  xa: O_APPEND | O_CREAT | O_WRONLY | O_EXCL,
  as: O_APPEND | O_CREAT | O_WRONLY,
  sa: O_APPEND | O_CREAT | O_WRONLY,
  'a+': O_APPEND | O_CREAT | O_RDWR,
  'ax+': O_APPEND | O_CREAT | O_RDWR | O_EXCL,
  'xa+': O_APPEND | O_CREAT | O_RDWR | O_EXCL,
  'as+': O_APPEND | O_CREAT | O_RDWR,
  'sa+': O_APPEND | O_CREAT | O_RDWR,
};

const parsed = new Map<string | number, OpenFlags>();

/** Undefined when the word means nothing. Numbers are few in practice, so the table stays small. */
export function openFlags(flags: string | number): OpenFlags | undefined {
  const known = parsed.get(flags);
  if (known !== undefined) return known;
  const bits = typeof flags === 'number' ? flags : WORDS[flags];
  if (bits === undefined) return undefined;
  const access = bits & O_ACCMODE;
  const made: OpenFlags = {
    reads: access !== O_WRONLY,
    writes: access !== O_RDONLY,
    appends: (bits & O_APPEND) !== 0,
    creates: (bits & O_CREAT) !== 0,
    isExclusive: (bits & O_EXCL) !== 0,
    truncates: (bits & O_TRUNC) !== 0,
    wantsDirectory: (bits & constants.O_DIRECTORY) !== 0,
    followsNoLink: (bits & constants.O_NOFOLLOW) !== 0,
  };
  parsed.set(flags, made);
  return made;
}
