import type { Actor } from '../../engine/operation.ts';
import { fileError } from './error.ts';
import { failIfInjected } from './injected.ts';
import { PRIVATE_MODE } from './modes.ts';
import { childOf, type DiskPath, isNowhere } from './path.ts';
import { NO_FOLLOW } from './place.ts';
import type { Volume } from './volume.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** Letters that `mkdtemp` adds. */
export const SUFFIX_LETTERS = 6;
/** Names tried before giving up: a full directory of 62^6 names will not be met. */
const TRIES_MAX = 100;

/** `mkdtemp`: draws names until one is free. */
export function makeTemporaryDirectory(
  volume: Volume,
  caller: Actor,
  prefix: DiskPath,
  below: (bound: number) => number,
): string {
  const template = `${prefix.given}XXXXXX`;
  failIfInjected(volume, caller, 'mkdtemp', prefix);
  // As Node says it.
  if (isNowhere(prefix)) throw fileError('EINVAL', 'mkdtemp', template.slice(1));
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    let suffix = '';
    for (let i = 0; i < SUFFIX_LETTERS; i++) suffix += LETTERS[below(LETTERS.length)];
    const made = makePrivate(volume, caller, prefix, suffix, template);
    if (made) return prefix.given + suffix;
  }
  throw fileError('EEXIST', 'mkdtemp', template);
}

function makePrivate(volume: Volume, caller: Actor, prefix: DiskPath, suffix: string, template: string): boolean {
  const parts = prefix.hasTrailingSlash ? [...prefix.parts, suffix] : [...prefix.parts];
  if (!prefix.hasTrailingSlash) parts.push(`${parts.pop() ?? ''}${suffix}`);
  const absolute = prefix.hasTrailingSlash ? childOf(prefix.absolute, suffix) : prefix.absolute + suffix;
  const place = volume.find({ ...prefix, parts, hasTrailingSlash: false }, NO_FOLLOW);
  if (typeof place === 'string') throw fileError(place, 'mkdtemp', template);
  if (place.inode !== undefined) return false;
  volume.create(caller, place, { kind: 'directory', mode: PRIVATE_MODE }, absolute);
  return true;
}
