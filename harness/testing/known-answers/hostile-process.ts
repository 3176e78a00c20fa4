import { AsyncLocalStorage } from 'node:async_hooks';
import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scenario } from '../../scenario/scenario.ts';
import { one, refuse } from './hostile-helpers.ts';
import {
  begin,
  broken,
  correct,
  disagreeing,
  expects,
  hostile,
  nothingElse,
  scenarioOf,
  several,
  type Theme,
  undecidable,
} from './program.ts';

// The process and the asynchronous context of code under test, which thinks that it is alone.

export const theme: Theme = {
  name: 'hostile-process',
  title: 'code that ends, asks and tells its process, and carries a context along',
  strategy: 'portfolio',
  schedules: 40,
  programs: {
    'umask-of-its-own': disagreeing(
      'no-actor-threw is violated by the command, whose threads may not set a umask',
      hostile(
        correct(
          'A umask of 0 is given back; it was what it had been.',
          one(() => {
            const before = process.umask(0);
            if (process.umask(before) !== 0) throw new Error('the umask is not what was set');
          }),
        ),
      ),
    ),
    'working-directory-of-its-own': hostile(
      undecidable('The simulated disk refuses chdir, and says so.', (env) => {
        env.disk.mkdir('/home');
        begin(env, {
          only: async () => {
            const before = process.cwd();
            process.chdir('/home');
            await writeFile('note', 'here');
            process.chdir(before);
          },
        });
        return nothingElse;
      }),
    ),
    'exits-in-the-middle': hostile(
      correct('After process.exit nothing of the process runs.', (env) => {
        let after = 0;
        begin(env, {
          exits: async () => {
            setTimeout(() => after++, 10);
            await sleep(5);
            process.exit(3);
          },
        });
        return expects(() => after, 0);
      }),
    ),
    'exits-in-its-exit-listener': hostile(
      correct('An exit listener that exits is not called again.', (env) => {
        let called = 0;
        begin(env, {
          only: () => {
            process.on('exit', () => {
              called++;
              process.exit(2);
            });
            process.exit(1);
          },
        });
        return expects(() => called, 1);
      }),
    ),
    'exit-code-alone': hostile(
      correct(
        'An exit code ends nothing.',
        one(async () => {
          process.exitCode = 7;
          await sleep(5);
        }),
      ),
    ),
    'emits-a-signal': hostile(
      correct('process.emit calls the listeners at once.', (env) => {
        const seen: string[] = [];
        begin(env, {
          only: () => {
            process.on('SIGTERM', () => seen.push('signal'));
            process.emit('SIGTERM');
            seen.push('after');
          },
        });
        return expects(() => seen, ['signal', 'after']);
      }),
    ),
    'emits-events-of-its-own': hostile(
      correct('Listeners of an event that only this program knows, taken away again.', (env) => {
        let heard = 0;
        const hear = (): void => void heard++;
        begin(env, {
          only: () => {
            process.on('known-answers' as 'exit', hear);
            process.emit('known-answers' as 'exit', 0);
            process.off('known-answers' as 'exit', hear);
            process.emit('known-answers' as 'exit', 0);
          },
        });
        return expects(() => heard, 1);
      }),
    ),
    // A handler handles: Node goes on, with exit code 0, and so nothing is left unhandled.
    'listens-for-unhandled-rejections': hostile(
      correct('Node tells the listener of each rejection that no code handles, which handles it.', (env) => {
        let told = 0;
        begin(env, {
          only: async () => {
            process.on('unhandledRejection', () => told++);
            void Promise.reject(new Error('nobody'));
            await sleep(5);
          },
        });
        return expects(() => told, 1);
      }),
    ),
    'listens-for-uncaught-exceptions': hostile(
      correct('Node tells the listener of what a timer throws, which handles it.', (env) => {
        let told = 0;
        begin(env, {
          only: async () => {
            process.on('uncaughtException', () => told++);
            setTimeout(refuse, 1);
            await sleep(5);
          },
        });
        return expects(() => told, 1);
      }),
    ),
    'handles-a-rejection-late': hostile(
      broken(
        'Handled in a later turn is too late: Node has reported it by then.',
        one(async () => {
          const rejected = Promise.reject(new Error('late'));
          await sleep(5);
          await rejected.catch(() => {});
        }),
        'no-unhandled-rejection',
      ),
    ),
    'nested-storages': hostile(
      correct('Each AsyncLocalStorage keeps its own store over timers, files and ticks.', (env) => {
        const [outer, inner] = [new AsyncLocalStorage<number>(), new AsyncLocalStorage<string>()];
        const wrong: unknown[] = [];
        several(env, 2, (_, i) =>
          outer.run(i, () =>
            inner.run(`i${i}`, async () => {
              await writeFile(`/f${i}`, 'x');
              await inner.exit(() => sleep(1));
              await new Promise((resolve) => process.nextTick(resolve));
              if (outer.getStore() !== i || inner.getStore() !== `i${i}`)
                wrong.push([i, outer.getStore(), inner.getStore()]);
            }),
          ),
        );
        return expects(() => wrong, []);
      }),
    ),
    'storage-entered': hostile(
      correct('enterWith in one actor is not seen in another.', (env) => {
        const storage = new AsyncLocalStorage<number>();
        const seen: unknown[] = [];
        several(env, 2, async (actor, i) => {
          seen.push(storage.getStore() ?? null);
          storage.enterWith(i);
          await actor.gate();
          if (storage.getStore() !== i) seen.push('another');
        });
        return expects(() => seen, [null, null]);
      }),
    ),
  },
};

export const scenario: Scenario = scenarioOf(theme);
