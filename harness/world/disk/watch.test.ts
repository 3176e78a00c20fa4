import fs from 'node:fs';
import { expect, test } from 'vitest';
import { runOnce } from '../../run/detailed-run.ts';
import { trial } from '../../testing/trial.ts';
import { CrashHistory } from '../crash/history.ts';
import type { CrashProfile } from '../crash/profile.ts';
import { DiskLog } from './log.ts';

test('who ends his watch twice ends nobody elses', () => {
  const log = new DiskLog();
  const end = log.watch(() => {});
  log.watch(() => {});
  end();
  end();
  expect(log.isWatched).toBe(true);
});

test('of a disk whose changes were too many to be kept no crash is judged', () => {
  const log = new DiskLog();
  log.dropped = 1;
  expect(() => new CrashHistory(log, {} as CrashProfile)).toThrow('ERR_USAGE');
});

test('of modes and times nobody is told', async () => {
  const kinds: unknown[] = [];
  const scenario = trial((env) => {
    env.disk.watch(({ kind }) => kinds.push(kind));
    env.actor('a', env.process('p'), () => {
      fs.writeFileSync('/f', 'x');
      fs.chmodSync('/f', 0o600);
      fs.utimesSync('/f', 1, 1);
      fs.rmSync('/f');
    });
  });
  await runOnce(scenario);
  expect(kinds).toEqual(['created', 'written', 'removed']);
});
