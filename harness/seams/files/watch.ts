import fs from 'node:fs';
import { NODE_MAJOR } from '../../engine/node-version.ts';
import type { Actor } from '../../engine/operation.ts';
import { pathOf } from './arguments.ts';
import { dispatchFileCall } from './dispatch.ts';
import { AbortError, encodingOf, type Options, optionsOf, signalOf } from './options.ts';
import { unsupported } from './unsupported.ts';
import { FileWatch, SimulatedWatcher } from './watcher.ts';

type Listener = (type: string, name: string | Buffer) => void;

/** `fs.watch` and `fs.promises.watch`. */
export function installWatching(): void {
  dispatchFileCall(fs, 'watch', (actor, [path, second, third]) => {
    const listener = typeof second === 'function' ? second : third;
    return watch(actor, path, optionsFor(second), listener as Listener | undefined);
  });
  dispatchFileCall(fs.promises, 'watch', (actor, [path, given = {}]) => {
    const watched = { path, options: given as Options };
    return QUEUES ? eventsOf(actor, watched) : lossyEventsOf(actor, watched);
  });
}

/** Whether events are kept that come while nobody waits for the next; before, only one at a time is waited for. */
const QUEUES = NODE_MAJOR >= 22;
const QUEUE_MAX = 2_048;

function optionsFor(given: unknown): Options {
  const options = optionsOf(given);
  encodingOf(options);
  if (options.recursive === true) throw unsupported('fs.watch of a folder with all that is below (recursive)');
  if (options.ignore !== undefined) throw unsupported('fs.watch with names to ignore');
  return options;
}

function watch(actor: Actor, path: unknown, options: Options, listener: Listener | undefined): SimulatedWatcher {
  pathOf(path);
  const watcher = new SimulatedWatcher(actor, path, options);
  if (listener) watcher.addListener('change', listener);
  const signal = signalOf(options);
  if (signal !== undefined) {
    const close = (): void => watcher.close();
    if (signal.aborted) process.nextTick(close);
    else {
      signal.addEventListener('abort', close);
      watcher.once('close', () => signal.removeEventListener('abort', close));
    }
  }
  return watcher;
}

interface Watched {
  readonly path: unknown;
  readonly options: Options;
}

interface Happened {
  readonly eventType: string;
  readonly filename: string | Buffer;
}

/** Watches from when the first event is asked for, as Node does. */
async function* eventsOf(actor: Actor, { path, options: given }: Watched): AsyncGenerator<Happened> {
  const { signal, options } = begin(path, given);
  let wake = withResolvers();
  const queue: Happened[] = [];
  const watching = new FileWatch(actor, path, options, (eventType, filename) => {
    if (queue.length < QUEUE_MAX) queue.push(happened(eventType, filename));
    wake.resolve();
  });
  const end = (): void => {
    watching.end();
    wake.resolve();
  };
  signal?.addEventListener('abort', end);
  try {
    while (signal?.aborted !== true) {
      await wake.promise;
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) yield next;
      wake = withResolvers();
    }
    throw new AbortError(signal);
  } finally {
    watching.end();
    signal?.removeEventListener('abort', end);
  }
}

/** Before Node 22: what happens while the last event is being worked on is lost. */
async function* lossyEventsOf(actor: Actor, { path, options: given }: Watched): AsyncGenerator<Happened> {
  const { signal, options } = begin(path, given);
  let wake = withResolvers<Happened>();
  const watching = new FileWatch(actor, path, options, (eventType, filename) => {
    wake.resolve(happened(eventType, filename));
  });
  const end = (): void => {
    watching.end();
    if (signal !== undefined) wake.reject(new AbortError(signal));
  };
  signal?.addEventListener('abort', end);
  try {
    while (signal?.aborted !== true) {
      yield await wake.promise;
      wake = withResolvers();
    }
    throw new AbortError(signal);
  } finally {
    watching.end();
    signal?.removeEventListener('abort', end);
  }
}

function begin(path: unknown, given: Options): { readonly signal: AbortSignal | undefined; readonly options: Options } {
  pathOf(path);
  const options = optionsFor(given);
  const signal = signalOf(options);
  if (signal?.aborted === true) throw new AbortError(signal);
  return { signal, options };
}

function happened(eventType: string, filename: string | Buffer): Happened {
  const event = { eventType, filename };
  return QUEUES ? Object.setPrototypeOf(event, null) : event;
}

interface Resolvers<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
  readonly reject: (error: unknown) => void;
}

function withResolvers<Value = void>(): Resolvers<Value> {
  let settle: Omit<Resolvers<Value>, 'promise'> | null = null;
  const promise = new Promise<Value>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // Nobody may be waiting when it is aborted.
  promise.catch(() => {});
  return { promise, ...(settle as unknown as Omit<Resolvers<Value>, 'promise'>) };
}
