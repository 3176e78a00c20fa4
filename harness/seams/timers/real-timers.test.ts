import timers from 'node:timers';
import { afterAll, expect, test } from 'vitest';
import { runOnce } from '../../run/detailed-run.ts';
import { trialOf } from '../../testing/trial.ts';
import { installSeams, restoreSeams } from '../install.ts';

// What a module has that took its timers before the seams were there.
restoreSeams();
const { setTimeout: setRealTimeout, setInterval: setRealInterval, setImmediate: setRealImmediate } = timers;
const { clearTimeout: clearReal } = timers;
installSeams();
afterAll(restoreSeams);

/** What one actor logs, with the virtual time of each line; nothing escapes. */
async function loggedBy(body: (log: (what: unknown) => void) => unknown): Promise<string[]> {
  const logged: string[] = [];
  const began = { at: 0 };
  const scenario = trialOf({
    a: () => {
      began.at = Date.now();
      return body((what) => logged.push(`${Date.now() - began.at} ${what}`));
    },
  });
  expect((await runOnce(scenario)).leaks).toEqual([]);
  return logged;
}

test('a real timer of an actor fires in virtual time, with its arguments', async () => {
  const logged = await loggedBy((log) => {
    setRealTimeout((...args: unknown[]) => log(args), 5_000, 'x', 1);
    setRealTimeout((...args: unknown[]) => log(args.length), 1_000);
  });
  expect(logged).toEqual(['1000 0', '5000 x,1']);
});

test('one that is cleared never fires, an interval until it is', async () => {
  const logged = await loggedBy((log) => {
    clearReal(setRealTimeout(() => log('cleared'), 1_000));
    const interval = setRealInterval(() => {
      log('tick');
      if (Date.now() % 10_000 >= 3_000) clearReal(interval);
    }, 1_000);
  });
  expect(logged.map((line) => line.split(' ')[1])).toEqual(logged.map(() => 'tick'));
  expect(logged.length).toBeGreaterThan(0);
});

test('one that keeps no process alive, and one that is begun again', async () => {
  const logged = await loggedBy((log) => {
    setRealTimeout(() => log('never'), 60_000).unref();
    const timer = setRealTimeout(() => log('later'), 1_000);
    setTimeout(() => timer.refresh(), 500);
    log(timer.hasRef());
  });
  expect(logged).toEqual(['0 true', '1500 later']);
});

test('a real immediate has the arguments that it was given', async () => {
  const logged = await loggedBy((log) => {
    setRealImmediate((...args: unknown[]) => log(args.length));
    setRealImmediate((...args: unknown[]) => log(args), 'x');
  });
  expect(logged).toEqual(['0 0', '0 x']);
});
