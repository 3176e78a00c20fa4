import fs from 'node:fs';
import fsp from 'node:fs/promises';
import { expect, test } from 'vitest';
import { runOnce } from '../../run/detailed-run.ts';
import { trialOf } from '../../testing/trial.ts';

/** What writing this does on the disk. */
async function effectsOf(data: string): Promise<string[]> {
  const { events } = await runOnce(trialOf({ a: () => fsp.writeFile('/f', data) }));
  return events.filter(({ phase }) => phase === 'effect').map(({ outcome }) => outcome.replace('-> ', ''));
}

test('two bytes are written in halves, one is in one piece, and none is not at all', async () => {
  expect(await effectsOf('ab')).toEqual(['open', 'first half, 1 of 2 bytes', 'second half, 2 of 2 bytes', 'close']);
  expect(await effectsOf('a')).toEqual(['open', '1 bytes', 'close']);
  expect(await effectsOf('')).toEqual(['open', 'close']);
});

test('nothing is written to a file that is open for reading alone, if there is nothing to write, as in Node', async () => {
  const write = (file: string): string[] => {
    fs.writeFileSync(file, 'before');
    const fd = fs.openSync(file, 'r');
    const outcomes = ['', 'x'].map((data) => {
      try {
        fs.writeFileSync(fd, Buffer.from(data));
        return 'written';
      } catch (error) {
        return (error as NodeJS.ErrnoException).code ?? '';
      }
    });
    fs.closeSync(fd);
    return outcomes;
  };
  const seen: string[][] = [];
  await runOnce(trialOf({ a: () => void seen.push(write('/f')) }));
  expect(seen).toEqual([['written', 'EBADF']]);
});

test('writing and appending are called what they are', async () => {
  const { events } = await runOnce(
    trialOf({
      a: async () => {
        await fsp.writeFile('/f', 'x');
        await fsp.appendFile('/f', 'y');
      },
    }),
  );
  const [, ...calls] = new Set(events.map(({ text }) => text));
  expect(calls).toEqual(['a#2 writeFile file:/f', 'a#3 appendFile file:/f']);
});
