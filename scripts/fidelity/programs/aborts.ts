import { EventEmitter, on, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { outcomeOf, type Program, programs, said } from '../program.ts';

export const ABORTS: readonly Program[] = [
  ...programs('AbortSignal', {
    'timeout fires': async ({ log }) => {
      const signal = AbortSignal.timeout(2);
      signal.addEventListener('abort', (event) => log(`${event.type} ${said(signal.reason)}`));
      await sleep(6);
      log(String(signal.aborted));
    },
    'timeout and a timer of the same moment': async ({ log }) => {
      AbortSignal.timeout(3).addEventListener('abort', () => log('signal'));
      setTimeout(() => log('timer'), 3);
      await sleep(8);
    },
    'any of two timeouts': async ({ log }) => {
      const any = AbortSignal.any([AbortSignal.timeout(9), AbortSignal.timeout(2)]);
      any.onabort = () => log(said(any.reason));
      await sleep(5);
    },
    'any with one aborted': ({ log }) => {
      const any = AbortSignal.any([AbortSignal.abort('why'), AbortSignal.timeout(20)]);
      log(`${any.aborted} ${any.reason}`);
    },
    'a delay that is none': async ({ log }) => {
      for (const ms of [-1, 'x', undefined, Number.NaN]) log(await outcomeOf(() => AbortSignal.timeout(ms as never)));
    },
    'listeners in order, then the promise': async ({ log }) => {
      const ending = new AbortController();
      const waiting = once(new EventEmitter(), 'x', { signal: ending.signal }).catch(() => log('once'));
      ending.signal.addEventListener('abort', () => log('listener'));
      ending.signal.onabort = () => log('onabort');
      ending.abort();
      log('aborted');
      await waiting;
    },
    throwIfAborted: async ({ log }) => {
      log(await outcomeOf(() => AbortSignal.abort().throwIfAborted()));
      log(await outcomeOf(() => AbortSignal.abort('text').throwIfAborted()));
    },
    'static call without new': async ({ log }) => log(await outcomeOf(() => Reflect.construct(AbortSignal, []))),
  }),
  ...programs('events', {
    'on yields what came before it was asked': async ({ log }) => {
      const emitter = new EventEmitter();
      const values = on(emitter, 'x');
      emitter.emit('x', 1);
      emitter.emit('x', 2);
      log(said([(await values.next()).value, (await values.next()).value]));
    },
    'once and an error': async ({ log }) => {
      const emitter = new EventEmitter();
      const waiting = outcomeOf(() => once(emitter, 'x'));
      emitter.emit('error', new Error('bad'));
      log(await waiting);
    },
    'captured rejection': async ({ log }) => {
      const emitter = new EventEmitter({ captureRejections: true });
      emitter.on('error', (error) => log(said(error)));
      emitter.on('x', async () => {
        throw new Error('from a listener');
      });
      emitter.emit('x');
      await sleep(1);
    },
    'newListener before it is there': ({ log }) => {
      const emitter = new EventEmitter();
      emitter.on('newListener', (name) => log(`${String(name)} ${emitter.listenerCount('x')}`));
      emitter.on('x', () => {});
    },
    'EventTarget: once, signal, order': async ({ log }) => {
      const target = new EventTarget();
      const ending = new AbortController();
      target.addEventListener('x', () => log('once'), { once: true });
      target.addEventListener('x', () => log('signal'), { signal: ending.signal });
      target.dispatchEvent(new Event('x'));
      ending.abort();
      target.dispatchEvent(new Event('x'));
      log('end');
    },
  }),
  ...programs('structuredClone', {
    'of a map, a date and a set': ({ log }) =>
      log(said(structuredClone({ map: new Map([[1, new Date(0)]]), set: new Set([undefined]) }))),
    'of a function': async ({ log }) => log(await outcomeOf(() => structuredClone(Math.max))),
    'of a cycle': ({ log }) => {
      const value: { self?: unknown } = {};
      value.self = value;
      const copy = structuredClone(value);
      log(String(copy.self === copy && copy !== value));
    },
  }),
  ...programs('MessageChannel', {
    'a message': async ({ log }) => {
      const { port1, port2 } = new MessageChannel();
      const got = new Promise<void>((resolve) => {
        port2.onmessage = ({ data }) => {
          log(said(data));
          resolve();
        };
      });
      port1.postMessage({ a: 1 });
      log('posted');
      await got;
      port1.close();
    },
  }),
];
