import os from 'node:os';
import perfHooks, { performance } from 'node:perf_hooks';
import timersPromises from 'node:timers/promises';
import vm from 'node:vm';
import { completions, named, newer, type Source, turns, values } from './source.ts';

// Time, and the machine.

const later = <T>(give: () => T): Promise<T> => new Promise((resolve) => setTimeout(() => resolve(give()), 7));
const temporal = (name: string): string =>
  String(newer(Reflect.get(Reflect.get(globalThis, 'Temporal') as object, 'Now') as object, name)());

export const CLOCKS: readonly Source[] = [
  ...completions({
    setTimeout: () => new Promise((resolve) => setTimeout(resolve, 5)),
    setInterval: () =>
      new Promise<void>((resolve) => {
        const timer = setInterval(() => resolve(clearInterval(timer)), 5);
      }),
    setImmediate: () => new Promise((resolve) => setImmediate(resolve)),
    'timers.promises.setTimeout': () => timersPromises.setTimeout(5),
    'timers.promises.setImmediate': () => timersPromises.setImmediate(),
    'timers.promises.setInterval': async () => {
      for await (const _ of timersPromises.setInterval(5)) return;
    },
    'timers.promises.scheduler.wait': () => timersPromises.scheduler.wait(5),
    'timers.promises.scheduler.yield': () => timersPromises.scheduler.yield(),
    'AbortSignal.timeout': async () => {
      const aborted = new Promise((resolve) => AbortSignal.timeout(5).addEventListener('abort', resolve));
      await Promise.race([aborted, timersPromises.setTimeout(50)]);
    },
  }),
  ...turns({
    queueMicrotask: () => new Promise<void>((resolve) => queueMicrotask(resolve)),
    'process.nextTick': () => new Promise<void>((resolve) => process.nextTick(resolve)),
  }),
  ...values({
    'Date.now': () => later(() => Date.now()),
    'new Date': () => later(() => new Date().toString()),
    'Intl.DateTimeFormat': () => new Intl.DateTimeFormat(undefined, { timeStyle: 'full' }).format(),
    'Date of a vm context': () => vm.runInNewContext('new Date().toString()'),
    'performance.now': () => later(() => performance.now()),
    'performance.timeOrigin': () => performance.timeOrigin,
    'performance.mark': () => later(() => performance.mark('m').startTime),
    'performance.nodeTiming': () => performance.nodeTiming.duration,
    'performance.eventLoopUtilization': () => performance.eventLoopUtilization().active,
    'Histogram.recordDelta': () => {
      const histogram = perfHooks.createHistogram();
      histogram.recordDelta();
      return later(() => [histogram.recordDelta(), histogram.max].join());
    },
    'process.hrtime': () => later(() => process.hrtime().join()),
    'process.hrtime.bigint': () => later(() => process.hrtime.bigint()),
    'process.uptime': () => later(() => process.uptime()),
    'Event.timeStamp': () => later(() => new Event('x').timeStamp),
    'os.uptime': () => os.uptime(),
    'os.cpus': () => os.cpus().length,
    'os.availableParallelism': () => os.availableParallelism(),
    'os.loadavg': () => os.loadavg().join(),
    'os.freemem': () => os.freemem(),
    'os.totalmem': () => os.totalmem(),
    'os.hostname': () => os.hostname(),
    'os.networkInterfaces': () => JSON.stringify(os.networkInterfaces()),
    'os.userInfo': () => os.userInfo().username,
    'os.tmpdir': () => os.tmpdir(),
  }),
  ...values(
    {
      'navigator.hardwareConcurrency': () =>
        Reflect.get(Reflect.get(globalThis, 'navigator') as object, 'hardwareConcurrency'),
      'navigator.language': () => Reflect.get(Reflect.get(globalThis, 'navigator') as object, 'language'),
    },
    { since: 22 },
  ),
  ...values(
    {
      'Temporal.Now.instant': () => temporal('instant'),
      'Temporal.Now.zonedDateTimeISO': () => temporal('zonedDateTimeISO'),
      'Temporal.Now.plainDateTimeISO': () => temporal('plainDateTimeISO'),
    },
    { since: 26 },
  ),
  ...named('ELDHISTOGRAM', { 'perf_hooks.monitorEventLoopDelay': () => perfHooks.monitorEventLoopDelay() }),
  ...named(undefined, {
    PerformanceObserver: () => new perfHooks.PerformanceObserver(() => {}).observe({ entryTypes: ['gc'] }),
  }),
  ...named(undefined, {
    'a time limit of node:vm': () => {
      try {
        vm.runInNewContext('while (true);', {}, { timeout: 5 });
      } catch {
        // It has run out.
      }
    },
  }),
];
