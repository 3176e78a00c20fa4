import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { outcomeOf, type Place, type Program, programs, said } from '../program.ts';

/** Listens for an event of the process while `run` does something. */
function listening(event: string, run: (place: Place) => unknown): (place: Place) => Promise<void> {
  return async (place) => {
    const listener = (...args: unknown[]): void =>
      place.log(`${event} ${args[0] instanceof Promise ? 'promise' : said(args[0])}`);
    process.on(event, listener);
    await run(place);
    await sleep(6);
    process.removeListener(event, listener);
  };
}

const events = programs('events of the process', {
  unhandledRejection: listening('unhandledRejection', () => void Promise.reject(new Error('nobody'))),
  'unhandledRejection of undefined': listening('unhandledRejection', () => void Promise.reject()),
  'unhandledRejection of two': listening('unhandledRejection', () => {
    void Promise.reject(new Error('one'));
    void Promise.reject(new Error('two'));
  }),
  'a rejection that is handled in the same turn': listening('unhandledRejection', ({ log }) => {
    const rejected = Promise.reject(new Error('late'));
    queueMicrotask(() => rejected.catch(() => log('handled')));
  }),
  'a rejection that is handled in a tick': listening('unhandledRejection', ({ log }) => {
    const rejected = Promise.reject(new Error('late'));
    process.nextTick(() => rejected.catch(() => log('handled')));
  }),
  'a rejection that is handled by an immediate': listening('unhandledRejection', ({ log }) => {
    const rejected = Promise.reject(new Error('late'));
    setImmediate(() => rejected.catch(() => log('handled')));
  }),
  rejectionHandled: async (place) => {
    const ignore = (): void => place.log('unhandled');
    process.on('unhandledRejection', ignore);
    await listening('rejectionHandled', async ({ log }) => {
      const rejected = Promise.reject(new Error('late'));
      await sleep(2);
      rejected.catch(() => log('caught'));
    })(place);
    process.removeListener('unhandledRejection', ignore);
  },
  'uncaughtException of a timer': listening('uncaughtException', () => {
    setTimeout(() => {
      throw new Error('in a timer');
    }, 1);
  }),
  'uncaughtException of a tick': listening('uncaughtException', () => {
    process.nextTick(() => {
      throw new Error('in a tick');
    });
  }),
  'uncaughtException of an immediate, and the next one': listening('uncaughtException', ({ log }) => {
    setImmediate(() => {
      throw new Error('in an immediate');
    });
    setImmediate(() => log('next'));
  }),
  'uncaughtException of two timers of one moment': listening('uncaughtException', ({ log }) => {
    setTimeout(() => {
      throw new Error('first');
    }, 2);
    setTimeout(() => log('second'), 2);
  }),
  'uncaughtException of a microtask': listening('uncaughtException', () => {
    queueMicrotask(() => {
      throw new Error('in a microtask');
    });
  }),
  warning: listening('warning', () => process.emitWarning('careful')),
  'warning with a code': async (place) => {
    const listener = (warning: Error & { code?: string }): void =>
      place.log(`${warning.name} ${warning.code} ${warning.message}`);
    process.on('warning', listener);
    process.emitWarning('careful', { type: 'Care', code: 'C1' });
    await sleep(2);
    process.removeListener('warning', listener);
  },
  'an event of its own': listening('my-event', () => process.emit('my-event' as never, 'value' as never)),
  'order of ticks and the listener': listening('unhandledRejection', ({ log }) => {
    void Promise.reject(new Error('nobody'));
    process.nextTick(() => log('tick'));
    queueMicrotask(() => log('microtask'));
    setImmediate(() => log('immediate'));
  }),
});

const context = programs('AsyncLocalStorage', {
  'through all kinds of later': async ({ log }) => {
    const storage = new AsyncLocalStorage<string>();
    await storage.run('inside', async () => {
      setTimeout(() => log(`timeout ${storage.getStore()}`), 1);
      setImmediate(() => log(`immediate ${storage.getStore()}`));
      process.nextTick(() => log(`tick ${storage.getStore()}`));
      queueMicrotask(() => log(`microtask ${storage.getStore()}`));
      await sleep(1);
      log(`await ${storage.getStore()}`);
      await sleep(4);
    });
    log(`outside ${storage.getStore()}`);
  },
  'enterWith lasts': async ({ log }) => {
    const storage = new AsyncLocalStorage<string>();
    storage.enterWith('entered');
    await sleep(1);
    log(String(storage.getStore()));
  },
  exit: async ({ log }) => {
    const storage = new AsyncLocalStorage<string>();
    await storage.run('inside', async () => {
      storage.exit(() => log(String(storage.getStore())));
      log(String(storage.getStore()));
    });
  },
  'bind and snapshot': ({ log }) => {
    const storage = new AsyncLocalStorage<string>();
    const [bound, snapshot] = storage.run('inside', () => [
      AsyncLocalStorage.bind(() => storage.getStore()),
      AsyncLocalStorage.snapshot(),
    ]);
    log(`${bound()} ${snapshot(() => storage.getStore())}`);
  },
  AsyncResource: ({ log }) => {
    const storage = new AsyncLocalStorage<string>();
    const resource = storage.run('inside', () => new AsyncResource('MINE'));
    log(String(resource.runInAsyncScope(() => storage.getStore())));
  },
});

const values = programs('process', {
  'types of its values': ({ log }) =>
    log(
      [
        typeof process.pid,
        typeof process.ppid,
        typeof process.title,
        typeof process.cwd(),
        typeof process.uptime(),
      ].join(),
    ),
  memoryUsage: ({ log }) => log(Object.keys(process.memoryUsage()).sort().join()),
  cpuUsage: ({ log }) => log(Object.keys(process.cpuUsage()).sort().join()),
  'hrtime.bigint grows': async ({ log }) => {
    const began = process.hrtime.bigint();
    await sleep(2);
    log(String(process.hrtime.bigint() > began));
  },
  'kill with signal 0': async ({ log }) => log(await outcomeOf(() => process.kill(process.pid, 0))),
  'kill of nobody': async ({ log }) => log(await outcomeOf(() => process.kill(2 ** 22 + 7, 0))),
  'kill with a signal there is not': async ({ log }) => log(await outcomeOf(() => process.kill(process.pid, 'SIGNOT'))),
  'umask is given back': ({ log }) => {
    const before = process.umask(0o27);
    log(process.umask(before).toString(8));
  },
  'env takes text': ({ log }) => {
    process.env.FIDELITY = 5 as never;
    log(`${typeof process.env.FIDELITY} ${'FIDELITY' in process.env} ${delete process.env.FIDELITY}`);
  },
  'chdir to nothing': async ({ dir, log }) =>
    log((await outcomeOf(() => process.chdir(`${dir}/missing`))).replace(process.cwd(), 'CWD')),
  'exitCode that is none': async ({ log }) => log(await outcomeOf(() => Object.assign(process, { exitCode: 'x' }))),
});

export const PROCESS: readonly Program[] = [...events, ...context, ...values];
