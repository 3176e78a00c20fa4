import { currentActor } from '../../engine/current-actor.ts';
import type { Actor } from '../../engine/operation.ts';
import { patchGetter } from '../../engine/patch.ts';
import type { SimProcess } from '../../engine/process.ts';

/** Gives each simulated process a value of its own in place of `target[name]`, made when first asked for; it may assign another. */
export function giveOwnValue<Value>(target: object, name: PropertyKey, make: (actor: Actor) => Value): void {
  const values = new WeakMap<SimProcess, { value: Value }>();
  patchGetter<Value>(
    target,
    name,
    (original) => () => {
      const actor = currentActor();
      if (actor === undefined) return original();
      const known = values.get(actor.process) ?? { value: make(actor) };
      values.set(actor.process, known);
      return known.value;
    },
    (value) => {
      const actor = currentActor();
      if (actor !== undefined) values.set(actor.process, { value });
      else Object.defineProperty(target, name, { value, writable: true });
    },
  );
}
