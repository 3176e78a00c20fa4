import { EventEmitter, getEventListeners } from 'node:events';

type Roots = readonly (readonly [name: string, value: unknown])[];

/** Handles and requests that keep the process busy, by kind, and listeners of emitters that everybody shares, by event. */
export function describeProcess(roots: Roots): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const kind of process.getActiveResourcesInfo()) add(`resource ${kind}`);
  for (const handle of activeHandles()) add(`handle ${handle.constructor?.name}`);
  for (const [name, emitter] of emittersOf(roots)) {
    for (const event of emitter.eventNames()) {
      for (const _ of emitter.rawListeners(event)) add(`listener of ${name} for ${String(event)}`);
    }
  }
  for (const event of ['message', 'error', 'unhandledrejection']) {
    if (globalThis instanceof EventTarget)
      for (const _ of getEventListeners(globalThis, event)) add(`listener of globalThis for ${event}`);
  }
  return counts;
}

/** Of libuv, which Node tells under a name that its types do not have. */
function activeHandles(): readonly object[] {
  const tell: unknown = Reflect.get(process, '_getActiveHandles');
  return typeof tell === 'function' ? (Reflect.apply(tell, process, []) as object[]) : [];
}

function emittersOf(roots: Roots): [string, EventEmitter][] {
  const all: [string, unknown][] = [
    ['process.stdout', process.stdout],
    ['process.stderr', process.stderr],
  ];
  for (const [module, exported] of roots) {
    all.push([module, exported]);
    for (const name of ['globalAgent', 'diagnosticsChannel']) all.push([`${module}.${name}`, ownValue(exported, name)]);
  }
  return all.filter((pair): pair is [string, EventEmitter] => pair[1] instanceof EventEmitter);
}

function ownValue(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? Object.getOwnPropertyDescriptor(of, name)?.value : undefined;
}
