import type { BigIntStats } from 'node:fs';
import type { Options } from './options.ts';

/**
 * What `cp` does, call by call, as Node's own does it in JavaScript: it gives out what is to be done and takes in what came of it, so
 * that the forms that do not return at once make an operation of each call, and the synchronous one acts at once.
 */
export type Copying<Result = void> = Generator<Request, Result, never>;

/** Calls that go out together; whether the filter lets a pair pass; the next entry of an open directory; its end. */
export type Request =
  | { readonly calls: readonly Call[] }
  | { readonly filter: readonly [from: string, to: string] }
  | { readonly next: unknown }
  | { readonly close: unknown };

/** A call of `fs`. Errors that it `forgives` give null: there is no such thing. */
export interface Call {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly forgives?: readonly string[];
}

/** The options of one call, and how it goes about it. */
export interface CopyMode {
  readonly options: Options;
  readonly isSync: boolean;
  /** Within a tree that the synchronous form copies natively. */
  readonly isNative: boolean;
}

export function modeFor(options: Options, isSync: boolean): CopyMode {
  return { options, isSync, isNative: false };
}

const MISSING = ['ENOENT'];
export const NOT_THERE: readonly string[] = ['ENOENT', 'ENOTDIR'];

export function* call<Result>(name: string, ...args: readonly unknown[]): Copying<Result> {
  const [result] = (yield { calls: [{ name, args }] }) as readonly [Result];
  return result;
}

export function statOf(path: string): Call {
  return { name: 'stat', args: [path, { bigint: true }], forgives: MISSING };
}

/** What is to be copied and what is there; both are asked for at once. */
export function* statsOfBoth(
  from: string,
  to: string,
  { options }: CopyMode,
): Copying<readonly [BigIntStats, BigIntStats | null]> {
  const name = options.dereference === true ? 'stat' : 'lstat';
  const bigint = { bigint: true };
  const both = [
    { name, args: [from, bigint] },
    { name, args: [to, bigint], forgives: MISSING },
  ];
  return (yield { calls: both }) as readonly [BigIntStats, BigIntStats | null];
}

export function* passes(from: string, to: string, { options }: CopyMode): Copying<boolean> {
  return options.filter === undefined || Boolean(yield { filter: [from, to] });
}
