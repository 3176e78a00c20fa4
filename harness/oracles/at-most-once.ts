import type { Env } from '../scenario/env.ts';
import type { Evidence, Property } from '../scenario/property.ts';
import { listed } from './listing.ts';

const DEFAULTS = {
  name: 'at-most-once',
  kind: 'safety',
  level: 'strict',
  says: 'no effect is performed a second time for one key',
  when: 'quiescence',
} as const;

/**
 * An effect that has a key is performed at most once: at-most-once semantics (Birrell and Nelson, TOCS 1984), as payments
 * with an idempotency key promise it; Jepsen's `unique-ids` is the same claim of ids.
 *
 * Call `performed` where the effect happens (in the upstream, at the write), not where somebody means to bring it about: who
 * is killed before the effect may try again, who is killed after it may not.
 *
 * @example
 * setup(env, shop: Shop) {
 *   const charges = trackedRecord(new AtMostOnce(env));
 *   for (const name of ['first try', 'second try']) {
 *     env.actor(name, env.process(name), (actor) => {
 *       return shop.pay(actor, 'order-1', () => charges.performed('order-1'));
 *     });
 *   }
 *   return charges;
 * },
 * properties: [AtMostOnce.property((charges: AtMostOnce) => charges)],
 */
export class AtMostOnce {
  private readonly env: Env;
  /** The steps that performed it, by key. Replaced, never changed: then a tracked recorder knows whose steps differ in what. */
  private readonly stepsOf: Map<string, readonly number[]> = new Map();

  constructor(env: Env) {
    this.env = env;
  }

  /** The effect was performed for `key`. */
  performed(key: string): void {
    this.stepsOf.set(key, [...(this.stepsOf.get(key) ?? []), this.env.mark]);
  }

  /** The property of the recorder that `of` finds in the state, strict and judged at the end unless `claim` says otherwise. */
  static property<State>(
    of: (state: State) => AtMostOnce,
    claim: Partial<Omit<Property<State>, 'judge'>> = {},
  ): Property<State> {
    return { ...DEFAULTS, ...claim, judge: (state) => of(state).judge() };
  }

  private judge(): Evidence | undefined {
    const { stepsOf } = this;
    const repeated = [...stepsOf].filter(([, steps]) => steps.length > 1);
    if (repeated.length === 0) return undefined;
    const keys = listed(repeated.map(([key, steps]) => `${key} (${steps.length} times)`));
    const message = `${repeated.length} of ${stepsOf.size} keys performed more than once: ${keys}`;
    return { message, steps: repeated.flatMap(([, steps]) => steps) };
  }
}
