import fs from 'node:fs';
import { runAsHarness } from '../../engine/current-actor.ts';
import { reportLeak } from '../../engine/leak-detector.ts';
import type { Actor } from '../../engine/operation.ts';
import type { DiskPath } from '../../world/disk/path.ts';
import { FOLLOW } from '../../world/disk/place.ts';
import { diskOf, type FileWork } from './work.ts';

// Taken in time, as what asks Node is not to find the simulated disk.
const { lstatSync } = fs;

/** Asked once a path: the answer is to be the same in every execution. */
const answers = new Map<string, boolean>();

/**
 * Code asks for a file of this machine, which the simulated disk does not have: a template beside it, `/etc/hosts`. That it is not there
 * is no answer that a verdict may rest on, so it is named. The scenario mounts it, or allows that it is missing.
 */
export function nameHostPath(actor: Actor, work: FileWork): void {
  const { volume } = diskOf(actor);
  for (const { path, how, inode } of work.touches()) {
    if (!path.mayBeOfHost || inode !== undefined || (how !== 'reads' && how !== 'lists')) continue;
    const place = volume.find(path, FOLLOW);
    if (typeof place !== 'string' && place.inode !== undefined) continue;
    if (isOnHost(path)) report(path);
  }
}

function report({ absolute }: DiskPath): void {
  const instead = `mount it with env.disk.mount('${absolute}'), or allow it to be missing: allow: ['host path ${absolute}']`;
  reportLeak(`host path ${absolute}`, `which is on this machine and not on the simulated disk; ${instead}`);
}

function isOnHost({ absolute }: DiskPath): boolean {
  let answer = answers.get(absolute);
  if (answer === undefined) {
    answer = runAsHarness(() => lstatSync(absolute, { throwIfNoEntry: false })) !== undefined;
    answers.set(absolute, answer);
  }
  return answer;
}
