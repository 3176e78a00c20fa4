import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { runOnce } from '../../run/detailed-run.ts';
import { trial } from '../../testing/trial.ts';

/** What one actor is told of `/f` while another acts on it. */
async function told(
  watch: (tell: (what: string) => void) => unknown,
  act: () => unknown = () => {},
): Promise<string[]> {
  const lines: string[] = [];
  const scenario = trial((env) => {
    env.disk.write('/f', 'before');
    env.actor('watcher', env.process('p'), () => watch((what) => lines.push(what)));
    env.actor('writer', env.process('q'), act, { atMs: 1_000, latestMs: 1_000 });
  });
  const { leaks, run, ending } = await runOnce(scenario);
  expect([leaks, run.execution.unhandled, ending]).toEqual([[], [], 'quiescent']);
  return lines;
}

test('a file is looked at again and again, and what happens between two looks is one change', async () => {
  const lines = await told(
    async (tell) => {
      fs.watchFile('/f', { interval: 100 }, (now, before) => tell(`${before.size} to ${now.size}`));
      await delay(3_000);
      fs.unwatchFile('/f');
    },
    () => {
      fs.appendFileSync('/f', '!');
      fs.appendFileSync('/f', '!');
    },
  );
  expect(lines).toEqual(['6 to 8']);
});

test('who waits for ever because nothing changes is not told of anything, and a watcher alone keeps nobody from ending', async () => {
  const lines = await told((tell) => {
    fs.watchFile('/f', { persistent: false }, () => tell('changed'));
    process.on('exit', () => tell('exit'));
  });
  expect(lines).toEqual(['exit']);
});

test('a process with a watcher stays, and one whose users have all gone does not', async () => {
  const watching = (unwatches: boolean) => (tell: (what: string) => void) => {
    fs.watchFile('/f', () => {});
    fs.watchFile('/f', () => {});
    process.on('exit', () => tell('exit'));
    if (unwatches) fs.unwatchFile('/f');
  };
  expect(await told(watching(false))).toEqual([]);
  expect(await told(watching(true))).toEqual(['exit']);
});

test('each process has its own watcher of a path', async () => {
  const watchers: unknown[] = [];
  const watch = (): void => void watchers.push(fs.watchFile('/f', () => {}));
  await told(watch, watch);
  expect(watchers[0]).not.toBe(watchers[1]);
});
