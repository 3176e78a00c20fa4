import { currentActor } from '../engine/current-actor.ts';
import { RacelineError } from '../engine/errors.ts';
import { isAllowed, reportLeak } from '../engine/leak-detector.ts';
import type { Call } from '../engine/patch.ts';
import { patch, patchGetter } from '../engine/patch.ts';
import { dispatch, PASS_THROUGH } from './dispatch/dispatch.ts';

/** A call that the simulation has no answer to, and that must not be made for real. */
export interface Refusal {
  /** As code calls it; also the name by which a scenario allows it. */
  readonly what: string;
  /** Why: it completes the sentence `fs.openAsBlob, which ...`. */
  readonly because: string;
}

/** An actor's call of `target[name]` is refused, and named. Whoever allows it has the real one. */
export function refuse(target: object, name: PropertyKey, refusal: Refusal): void {
  dispatch(target, name, () => {
    refuseUnlessAllowed(refusal);
    return PASS_THROUGH;
  });
}

/** The same for what is made with `new`. */
export function refuseClass(target: object, name: PropertyKey, refusal: Refusal): void {
  patch<object>(target, name, (original) => refusingClass(original, refusal));
}

/** The same for an object that is refused as soon as it is asked for. */
export function refuseObject(target: object, name: PropertyKey, refusal: Refusal): void {
  patchGetter<unknown>(target, name, (original) => () => {
    if (currentActor() !== undefined) refuseUnlessAllowed(refusal);
    return original();
  });
}

/** The class itself, but for being made by an actor: `instanceof` and subclasses are as before. */
function refusingClass(original: object, refusal: Refusal): object {
  return new Proxy(original, {
    construct: (real, args, newTarget) => {
      if (currentActor() !== undefined) refuseUnlessAllowed(refusal);
      return Reflect.construct(real as Call, args, newTarget) as object;
    },
  });
}

/** Code may catch the error or die of it, and neither would happen without the harness: a leak, so that no verdict rests on it. */
export function refuseUnlessAllowed({ what, because }: Refusal): void {
  if (isAllowed(what)) return;
  reportLeak(what, `which ${because}; wrap it with a gate, or declare allow: ['${what}'] to have the real one`);
  throw new RacelineError('ERR_UNSUPPORTED_CALL', {
    what: `code under test called ${what}`,
    why: `it ${because}`,
    next: `Wrap it with a gate, or declare allow: ['${what}'] to have the real one.`,
  });
}
