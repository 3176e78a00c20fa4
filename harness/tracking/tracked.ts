import { RacelineError } from '../engine/errors.ts';
import { behind, knownOf } from './known.ts';
import { proxyOf } from './membrane.ts';
import { memoryLog } from './memory-log.ts';
import { installStructuredClone } from './structured-clone.ts';
import { watcherOf } from './watcher.ts';

/**
 * Makes an object say which of its parts each step reads and writes, so that exhaustive exploration of a scenario with
 * `memory: 'tracked'` knows which steps are independent. Returns a proxy: use that, and only that, from then on.
 *
 * What is seen: properties of objects, arrays and instances of classes (added, removed, enumerated and inherited ones
 * too), entries of Maps and Sets, and all of these in whatever the object holds when it is tracked.
 *
 * What goes in comes out. A tracked object that is put in comes out tracked. Any other object that is put in later comes
 * out as it is, so that code which kept a reference to it still finds it: it is compared after each step, and a step that
 * has changed it counts as touching everything. To keep such parts apart, put in `tracked({ ... })`.
 *
 * Functions are not looked into. Local variables that closures share, module-level variables and objects that are not
 * tracked are invisible: **track all that several operations share, or do not declare `memory: 'tracked'`.** The same
 * goes for references to the object from before it was tracked: a write through one is found after the step (and touches
 * everything), a read is not.
 *
 * Cannot be tracked, and makes all memory count as one piece as soon as it is reached from something tracked (the object
 * itself is handed back, and works): classes with private members (`#x`), native classes but Map and Set (typed arrays,
 * WeakMap, AbortController, streams), classes that extend Map or Set, generators, foreign proxies, and objects that are
 * nothing but functions of their own (`return { get, set }`: their state is in variables). One resource for each
 * of these would not do: a method may call back, keep what it is given, and go on after an await. Instances that
 * hold functions bound to themselves (`handle = () => this.x`), Date, RegExp and Error are compared after each step like
 * objects that were put in. The step that settles a promise which was put in counts as touching everything. Code that
 * recognises objects by a WeakMap of its own does not recognise their proxies.
 *
 * A step that asks for `env.step` counts as touching everything: the number says how many steps were made before.
 *
 * Call it in `setup`, or in the step that makes the object. Objects that are tracked outside of any execution all look
 * like one, and references to them from before are not looked for.
 *
 * @param name for debugging (`accessesOf`)
 * @throws RacelineError ERR_USAGE when given no object
 *
 * @example
 * ```ts
 * import { accessesOf, tracked } from 'raceline';
 *
 * const { reads, writes } = accessesOf(() => {
 *   const registry = tracked({ models: 1, tools: 2 }, 'registry');
 *   registry.models = registry.tools;
 * });
 * console.log(reads, writes); // [ 'registry.tools' ] [ 'registry.models' ]
 * ```
 */
export function tracked<T extends object>(object: T, name: string = 'tracked'): T {
  if (typeof object !== 'object' || object === null) {
    throw new RacelineError('ERR_USAGE', {
      what: `tracked(${typeof object}) tracks nothing`,
      why: 'only objects have parts that steps could read and write',
      next: 'Put the value into an object: const shared = tracked({ value }).',
    });
  }
  if (behind(object) !== undefined) return object;
  installStructuredClone();
  const known = knownOf(object);
  known.name ??= name;
  // Tracked on purpose: whoever put it somewhere before says that no other reference is used.
  if (known.kind === 'object' || known.kind === 'map' || known.kind === 'set') known.isForeign = false;
  const log = memoryLog();
  if (log !== null) watcherOf(log).track(known);
  return proxyOf(known) as T;
}

/**
 * `tracked(object)` in executions whose accesses are logged, and the object itself in all others, which take a third of the
 * time so. For what a scenario keeps for itself, its record first of all. Code under test that compares objects by identity
 * had better get the same in every execution: give it `tracked(object)`. Throws ERR_USAGE when given no object.
 *
 * @example
 * ```ts
 * import { trackedRecord } from 'raceline';
 *
 * // In setup.
 * const record = trackedRecord({ acknowledged: 0 });
 * record.acknowledged++;
 * console.log(record.acknowledged); // 1
 * ```
 */
export function trackedRecord<T extends object>(object: T, name: string = 'record'): T {
  return memoryLog() === null ? object : tracked(object, name);
}
