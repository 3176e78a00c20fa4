import os from 'node:os';
import { expect, test } from 'vitest';
import { runOnce } from '../../run/detailed-run.ts';
import { trial } from '../../testing/trial.ts';
import { warningSurfaced } from './last-resort.ts';

test('pid 0 is the process itself, and an error has the number of the system', async () => {
  const seen: unknown[] = [];
  const scenario = trial((env) => {
    env.actor('a', env.process('p'), () => {
      try {
        process.kill(999_999, 0);
      } catch (error) {
        seen.push((error as NodeJS.ErrnoException).errno);
      }
      seen.push(process.kill(0, 0));
      process.kill(0, 'SIGKILL');
    });
  });
  const { actors } = await runOnce(scenario);
  expect(seen).toEqual([-os.constants.errno.ESRCH, true]);
  expect(actors[0]?.state.kind).toBe('killed');
});

test('a process ends once, also where a listener of its exit exits again', async () => {
  const scenario = trial((env) => {
    env.actor('a', env.process('p'), () => {
      process.on('exit', () => process.exit(2));
      process.exit(1);
    });
  });
  const { events } = await runOnce(scenario);
  const notes = events.filter(({ kind }) => kind === 'note').map(({ text }) => text);
  expect(notes).toEqual(['process.exit(2) of p (pid 1000)']);
});

test('a symbol is no name of a variable', async () => {
  let thrown: unknown;
  const scenario = trial((env) => {
    env.actor('a', env.process('p'), () => {
      try {
        Reflect.set(process.env, Symbol('name'), 'value');
      } catch (error) {
        thrown = error;
      }
    });
  });
  await runOnce(scenario);
  expect(thrown).toEqual(new TypeError('Cannot convert a Symbol value to a string'));
});

test('a warning that is nobodys is told to nobody', () => {
  expect(() => warningSurfaced(new Error('old'))).not.toThrow();
});
