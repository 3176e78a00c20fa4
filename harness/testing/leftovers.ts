import { builtinModules, createRequire } from 'node:module';
import { describeObjects } from './leftovers-of-objects.ts';
import { describeProcess } from './leftovers-of-process.ts';

/** What a process has and executions must leave as it was, each thing by a name of its own. */
export interface Snapshot {
  /** Handles, requests and listeners: how many. */
  readonly counts: ReadonlyMap<string, number>;
  /** Properties of globals and of what Node's modules export: which function, value or object. */
  readonly properties: ReadonlyMap<string, unknown>;
  /** Modules that `require` has loaded, and what they export. */
  readonly modules: ReadonlyMap<string, unknown>;
}

const require = createRequire(import.meta.url);

/** Modules that print a warning, or begin something, when they are loaded. */
const LEFT_OUT = /^(?:_|punycode|sys|wasi|trace_events|inspector|test|node:|sqlite|v8\/|constants|domain|repl)/;

export function takeSnapshot(): Snapshot {
  const roots = builtinModules.filter((name) => !LEFT_OUT.test(name)).map((name) => [name, require(name)] as const);
  return {
    counts: describeProcess(roots),
    properties: describeObjects([['globalThis', globalThis], ...roots]),
    modules: new Map(Object.entries(require.cache).map(([file, module]) => [file, module?.exports])),
  };
}

/** A line for each thing that is there and was not, that was and is not, or that is another one. */
export function leftoversBetween(before: Snapshot, after: Snapshot): string[] {
  return [
    ...differences(before.counts, after.counts, (was = 0, is = 0) => `${was} before, ${is} after`),
    ...differences(before.properties, after.properties, () => 'changed'),
    ...differences(before.modules, after.modules, (was) => (was === undefined ? 'loaded' : 'changed')),
  ];
}

/** By name, in the order in which they were seen. */
function differences<Value>(
  before: ReadonlyMap<string, Value>,
  after: ReadonlyMap<string, Value>,
  says: (was: Value | undefined, is: Value | undefined) => string,
): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names]
    .filter((name) => !Object.is(before.get(name), after.get(name)))
    .map((name) => `${name}: ${says(before.get(name), after.get(name))}`);
}
