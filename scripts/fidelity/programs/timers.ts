import events from 'node:events';
import { performance as hooks } from 'node:perf_hooks';
import timers from 'node:timers';
import timersPromises, { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { outcomeOf, type Program, programs, said } from '../program.ts';

const handles = programs('timer handles', {
  'type of a timeout': ({ log }) => {
    const timer = setTimeout(() => {}, 1);
    log(`${timer.constructor.name} ${typeof timer.ref} ${typeof timer[Symbol.toPrimitive]()}`);
    clearTimeout(timer);
  },
  'own keys of a timeout': ({ log }) => {
    const timer = setTimeout(() => {}, 1);
    log(said(Object.keys(timer)));
    clearTimeout(timer);
  },
  'own keys of an immediate': ({ log }) => {
    const immediate = setImmediate(() => {});
    log(`${immediate.constructor.name} ${said(Object.keys(immediate))}`);
    clearImmediate(immediate);
  },
  'hasRef after unref and ref': ({ log }) => {
    const timer = setTimeout(() => {}, 1);
    log([timer.hasRef(), timer.unref().hasRef(), timer.ref().hasRef()].join());
    clearTimeout(timer);
  },
  '_idleTimeout of a timeout': ({ log }) => {
    const timer = setTimeout(() => {}, 7) as unknown as Record<string, unknown>;
    log(said([timer._idleTimeout, timer._repeat, timer._destroyed]));
    clearTimeout(timer as never);
    log(said([timer._idleTimeout, timer._repeat, timer._destroyed]));
  },
  '_repeat of an interval': async ({ log }) => {
    const timer = setInterval(() => {}, 3) as unknown as Record<string, unknown>;
    log(said([timer._idleTimeout, timer._repeat, timer._destroyed]));
    clearInterval(timer as never);
    log(said([timer._repeat, timer._destroyed]));
  },
  '_destroyed of a fired timeout': async ({ log }) => {
    const timer = setTimeout(() => {}, 1) as unknown as Record<string, unknown>;
    await sleep(3);
    log(said([timer._destroyed, timer._idleTimeout]));
  },
  '_destroyed of a run immediate': async ({ log }) => {
    const immediate = setImmediate(() => {}) as unknown as Record<string, unknown>;
    log(said(immediate._destroyed));
    await sleep(2);
    log(said(immediate._destroyed));
  },
  'refresh of a waiting timeout': async ({ log }) => {
    const timer = setTimeout(() => log('fired'), 6);
    setTimeout(() => log('other'), 9);
    await sleep(4);
    timer.refresh();
    await sleep(12);
  },
  'refresh of a fired timeout': async ({ log }) => {
    let times = 0;
    const timer = setTimeout(() => log(`fired ${++times}`), 1);
    await sleep(4);
    timer.refresh();
    await sleep(4);
  },
  'refresh of a cleared timeout': async ({ log }) => {
    const timer = setTimeout(() => log('fired'), 1);
    clearTimeout(timer);
    timer.refresh();
    await sleep(4);
    log('end');
  },
  'refresh of a fired timeout and clear by the object': async ({ log }) => {
    const timer = setTimeout(() => log('fired'), 1);
    await sleep(4);
    timer.refresh();
    clearTimeout(timer);
    await sleep(4);
    log('end');
  },
  'close of a timeout': async ({ log }) => {
    const timer = setTimeout(() => log('fired'), 1);
    log(String(timer.close() === timer));
    await sleep(3);
  },
  'Symbol.dispose of a timeout': async ({ log }) => {
    const timer = setTimeout(() => log('fired'), 1);
    timer[Symbol.dispose]();
    await sleep(3);
    log('end');
  },
  'Symbol.dispose of an immediate': async ({ log }) => {
    const immediate = setImmediate(() => log('ran'));
    immediate[Symbol.dispose]();
    await sleep(3);
    log('end');
  },
});

const clearing = programs('clearTimeout', {
  'by number': async ({ log }) => {
    const timer = setTimeout(() => log('fired'), 1);
    clearTimeout(+timer);
    await sleep(3);
    log('end');
  },
  'by text': async ({ log }) => {
    const timer = setTimeout(() => log('fired'), 1);
    clearTimeout(String(+timer));
    await sleep(3);
    log('end');
  },
  'of an interval': async ({ log }) => {
    const timer = setInterval(() => log('fired'), 1);
    clearTimeout(timer);
    await sleep(3);
    log('end');
  },
  'of an immediate': async ({ log }) => {
    const immediate = setImmediate(() => log('ran'));
    log(await outcomeOf(() => clearTimeout(immediate as never)));
    await sleep(3);
  },
  'of nothing': async ({ log }) => {
    for (const value of [undefined, null, 0, -1, 1e9, 'x', {}, true]) {
      log(await outcomeOf(() => clearTimeout(value as never)));
    }
  },
  'in its own callback': async ({ log }) => {
    const timer = setInterval(() => {
      log('fired');
      clearInterval(timer);
    }, 1);
    await sleep(5);
  },
  'by another of the same moment': async ({ log }) => {
    setTimeout(() => clearTimeout(second), 2);
    const second = setTimeout(() => log('second'), 2);
    await sleep(5);
    log('end');
  },
  'of an immediate by an immediate': async ({ log }) => {
    setImmediate(() => clearImmediate(second));
    const second = setImmediate(() => log('second'));
    await sleep(2);
    log('end');
  },
});

const arguments_ = programs('setTimeout', {
  'further arguments': async ({ log }) => {
    setTimeout((...args: unknown[]) => log(said(args)), 1, 'a', { b: 1 }, undefined);
    await sleep(3);
  },
  'further arguments of setImmediate': async ({ log }) => {
    setImmediate((...args: unknown[]) => log(said(args)), 'a', 2);
    await sleep(2);
  },
  'this of a callback': async ({ log }) => {
    const timer = setTimeout(function (this: unknown) {
      log(String(this === timer));
    }, 1);
    await sleep(3);
  },
  'this of an immediate': async ({ log }) => {
    const immediate = setImmediate(function (this: unknown) {
      log(String(this === immediate));
    });
    await sleep(2);
  },
  'no callback': async ({ log }) => {
    for (const value of [undefined, null, 'x', {}, 1]) log(await outcomeOf(() => setTimeout(value as never, 1)));
  },
  'no callback of setInterval': async ({ log }) => log(await outcomeOf(() => setInterval(null as never, 1))),
  'no callback of setImmediate': async ({ log }) => log(await outcomeOf(() => setImmediate('x' as never))),
  'no callback of nextTick': async ({ log }) => log(await outcomeOf(() => process.nextTick('x' as never))),
  'no callback of queueMicrotask': async ({ log }) => log(await outcomeOf(() => queueMicrotask(1 as never))),
  'a list by odd delays': async ({ log }) => {
    for (const ms of [3, '2', 1.7, 0.5, -1, Number.NaN, undefined]) {
      setTimeout(() => log(said(ms)), ms as never);
    }
    await sleep(8);
  },
  'three of one moment': async ({ log }) => {
    for (const name of ['a', 'b', 'c']) setTimeout(() => log(name), 2);
    await sleep(5);
  },
  'ticks between two of one moment': async ({ log }) => {
    for (const name of ['a', 'b']) {
      setTimeout(() => {
        log(name);
        process.nextTick(() => log(`${name} tick`));
        queueMicrotask(() => log(`${name} microtask`));
      }, 2);
    }
    await sleep(5);
  },
  'ticks between two immediates': async ({ log }) => {
    for (const name of ['a', 'b']) {
      setImmediate(() => {
        log(name);
        process.nextTick(() => log(`${name} tick`));
        void Promise.resolve().then(() => log(`${name} then`));
      });
    }
    await sleep(3);
  },
  'shorter begun later': async ({ log }) => {
    setTimeout(() => log('9'), 9);
    setTimeout(() => log('3'), 3);
    await sleep(14);
  },
  'a timeout that begins one of its own delay': async ({ log }) => {
    setTimeout(() => {
      log('outer');
      setTimeout(() => log('inner'), 2);
    }, 2);
    setTimeout(() => log('beside'), 2);
    await sleep(9);
  },
  'an immediate that begins an immediate': async ({ log }) => {
    setImmediate(() => {
      log('outer');
      setImmediate(() => log('inner'));
    });
    setImmediate(() => log('beside'));
    await sleep(3);
  },
  'an interval three times': async ({ log }) => {
    let times = 0;
    const timer = setInterval(() => {
      log(`${++times}`);
      if (times === 3) clearInterval(timer);
    }, 2);
    await sleep(16);
  },
});

const promised = programs('timers/promises', {
  'value of setTimeout': async ({ log }) => log(await outcomeOf(() => sleep(1, 'value'))),
  'value of setImmediate': async ({ log }) => log(await outcomeOf(() => timersPromises.setImmediate('value'))),
  'promisified setTimeout': async ({ log }) => log(await outcomeOf(() => promisify(setTimeout)(1, 'value'))),
  'promisified setImmediate': async ({ log }) => log(await outcomeOf(() => promisify(setImmediate)('value'))),
  'timers.promises is the module': ({ log }) => log(String(timers.promises === timersPromises)),
  'a delay that is text': async ({ log }) => log(await outcomeOf(() => sleep('5' as never))),
  'a delay that is null': async ({ log }) => log(await outcomeOf(() => sleep(null as never))),
  'a delay that is NaN': async ({ log }) => log(await outcomeOf(() => sleep(Number.NaN))),
  'options that are none': async ({ log }) => log(await outcomeOf(() => sleep(1, 'x', 5 as never))),
  'a signal that is none': async ({ log }) => log(await outcomeOf(() => sleep(1, 'x', { signal: {} as never }))),
  'ref that is no boolean': async ({ log }) => log(await outcomeOf(() => sleep(1, 'x', { ref: 1 as never }))),
  'aborted before': async ({ log }) => log(await outcomeOf(() => sleep(1, 'x', { signal: AbortSignal.abort() }))),
  'aborted before with a reason': async ({ log }) =>
    log(await outcomeOf(() => sleep(1, 'x', { signal: AbortSignal.abort(new RangeError('mine')) }))),
  'aborted meanwhile': async ({ log }) => {
    const ending = new AbortController();
    setTimeout(() => ending.abort(), 1);
    log(await outcomeOf(() => sleep(50, 'x', { signal: ending.signal })));
  },
  'an immediate aborted meanwhile': async ({ log }) => {
    const ending = new AbortController();
    const waiting = outcomeOf(() => timersPromises.setImmediate('x', { signal: ending.signal }));
    ending.abort();
    log(await waiting);
  },
  'scheduler.wait': async ({ log }) => log(await outcomeOf(() => timersPromises.scheduler.wait(1))),
  'scheduler.yield': async ({ log }) => log(await outcomeOf(() => timersPromises.scheduler.yield())),
  'setInterval three times': async ({ log }) => {
    let times = 0;
    for await (const value of timersPromises.setInterval(1, 'tick')) {
      log(value);
      if (++times === 3) break;
    }
  },
  'setInterval aborted': async ({ log }) => {
    const ending = new AbortController();
    setTimeout(() => ending.abort(), 6);
    const loop = async (): Promise<void> => {
      for await (const value of timersPromises.setInterval(50, 'tick', { signal: ending.signal })) log(value);
    };
    log(await outcomeOf(loop));
  },
  'setInterval with a slow body': async ({ log }) => {
    let times = 0;
    for await (const _ of timersPromises.setInterval(1)) {
      await sleep(4);
      log(`${++times}`);
      if (times === 2) break;
    }
  },
  'once of an emitter, with a signal': async ({ log }) => {
    const emitter = new events.EventEmitter();
    const ending = new AbortController();
    setTimeout(() => ending.abort(), 1);
    log(await outcomeOf(() => events.once(emitter, 'x', { signal: ending.signal })));
  },
});

const clocks = programs('clocks', {
  'Date and performance go on together': async ({ log }) => {
    const began = { date: Date.now(), performance: performance.now() };
    await sleep(20);
    const passed = { date: Date.now() - began.date, performance: performance.now() - began.performance };
    log(String(Math.abs(passed.date - passed.performance) < 3));
  },
  hrtime: async ({ log }) => {
    const began = process.hrtime();
    await sleep(2);
    const [seconds, nanoseconds] = process.hrtime(began);
    log(`${seconds} ${nanoseconds >= 1_000_000}`);
  },
  'timeOrigin with performance.now is about now': ({ log }) =>
    log(String(Math.abs(performance.timeOrigin + performance.now() - Date.now()) < 50)),
  'marks and measures': async ({ log }) => {
    performance.mark('a');
    await sleep(3);
    performance.mark('b');
    const measure = performance.measure('a to b', 'a', 'b');
    log(`${measure.entryType} ${measure.name} ${measure.duration >= 2}`);
    log(said(performance.getEntriesByType('measure').map(({ name }) => name)));
    performance.clearMarks();
    performance.clearMeasures();
  },
  eventLoopUtilization: ({ log }) => {
    const { idle, active, utilization } = hooks.eventLoopUtilization();
    log([typeof idle, typeof active, typeof utilization].join());
  },
  timerify: ({ log }) => log(String(hooks.timerify((a: number, b: number) => a + b)(1, 2))),
  'a performance observer': async ({ log }) => {
    const { PerformanceObserver } = await import('node:perf_hooks');
    const observer = new PerformanceObserver((list) => log(said(list.getEntries().map(({ name }) => name))));
    observer.observe({ entryTypes: ['mark'] });
    performance.mark('seen');
    await sleep(3);
    observer.disconnect();
    performance.clearMarks();
  },
});

export const TIMERS: readonly Program[] = [...handles, ...clearing, ...arguments_, ...promised, ...clocks];
