import { isAlive } from '../engine/alive.ts';
import { RacelineError } from '../engine/errors.ts';
import type { Actor } from '../engine/operation.ts';
import type { Env } from '../scenario/env.ts';
import type { Evidence, Property } from '../scenario/property.ts';
import { listed } from './listing.ts';

/** An actor, or whatever else a process does under a name of its own. */
type Holder = Pick<Actor, 'name' | 'process'>;

interface Hold extends Holder {
  readonly step: number;
}

const DEFAULTS = {
  name: 'mutual-exclusion',
  kind: 'safety',
  level: 'strict',
  says: 'nobody gets a lock while another one alive holds it',
  when: 'quiescence',
} as const;

/**
 * Never two holders of one lock: the invariant of a mutex (Dijkstra, CACM 1965; `MutualExclusion` in TLA+ specifications),
 * with the variants of Jepsen's tests of Hazelcast: a re-entrant mutex, and a semaphore with permits. Who is killed holds
 * nothing from then on.
 *
 * Call `acquired` when the code knows that it has the lock, and `released` just before it begins to give it back: a lock
 * that takes several steps to release may be another's before the releaser hears of it.
 *
 * @example
 * setup(env, lock: Lock) {
 *   const locks = trackedRecord(new MutualExclusion(env));
 *   for (const name of ['a', 'b']) {
 *     env.actor(name, env.process(name), async (actor) => {
 *       if (!(await lock.take(actor))) return;
 *       locks.acquired(actor);
 *       await actor.gate('work');
 *       locks.released(actor);
 *       lock.giveBack();
 *     });
 *   }
 *   return locks;
 * },
 * properties: [MutualExclusion.property((locks: MutualExclusion) => locks)],
 */
export class MutualExclusion {
  private readonly env: Env;
  private readonly permits: number;
  private readonly isReentrant: boolean;
  /** By lock. Replaced, never changed: then a tracked recorder knows whose steps differ in what. */
  private readonly holds: Map<string, readonly Hold[]> = new Map();
  private violation: Evidence | undefined = undefined;

  /**
   * `permits`: how many may hold a lock at one time, more than 1 for a semaphore (default: 1). `isReentrant`: who holds it
   * may get it again, and must then release it as many times (default: false).
   *
   * @throws RacelineError ERR_USAGE unless `permits` is a whole number, at least 1
   */
  constructor(
    env: Env,
    { permits = 1, isReentrant = false }: { readonly permits?: number; readonly isReentrant?: boolean } = {},
  ) {
    if (!Number.isInteger(permits) || permits < 1) throw badPermits(permits);
    this.env = env;
    this.permits = permits;
    this.isReentrant = isReentrant;
  }

  /** `who` has got the lock. `lock` tells several apart, and is what the evidence calls it. */
  acquired(who: Pick<Actor, 'name' | 'process'>, lock: string = 'the lock'): void {
    const hold: Hold = { name: who.name, process: who.process, step: this.env.mark };
    const held = this.heldNow(lock);
    const others = this.isReentrant ? held.filter((other) => !isSame(other, hold)) : held;
    if (this.holdersAmong(others) >= this.permits) this.violation ??= this.evidence(hold, others, lock);
    this.holds.set(lock, [...held, hold]);
  }

  /** `who` is about to give the lock back. From one who does not hold it, this changes nothing. */
  released(who: Pick<Actor, 'name' | 'process'>, lock: string = 'the lock'): void {
    const held = this.heldNow(lock);
    const last = held.findLastIndex((hold) => isSame(hold, who));
    if (last >= 0) this.holds.set(lock, held.toSpliced(last, 1));
  }

  /** The property of the recorder that `of` finds in the state, strict and judged at the end unless `claim` says otherwise. */
  static property<State>(
    of: (state: State) => MutualExclusion,
    claim: Partial<Omit<Property<State>, 'judge'>> = {},
  ): Property<State> {
    return { ...DEFAULTS, ...claim, judge: (state) => of(state).violation };
  }

  private heldNow(lock: string): readonly Hold[] {
    return (this.holds.get(lock) ?? []).filter(({ process }) => isAlive(process));
  }

  private holdersAmong(holds: readonly Hold[]): number {
    if (!this.isReentrant) return holds.length;
    return holds.filter((hold, at) => holds.findIndex((first) => isSame(first, hold)) === at).length;
  }

  private evidence(hold: Hold, others: readonly Hold[], lock: string): Evidence {
    const names = listed([...new Set(others.map(({ name }) => name))]);
    const bound = this.permits === 1 ? '' : ` (${this.permits} permits)`;
    return {
      message: `${hold.name} got ${lock} while ${names} had it${bound}`,
      steps: [...others.map(({ step }) => step), hold.step],
    };
  }
}

function isSame(one: Holder, other: Holder): boolean {
  return one.name === other.name && one.process === other.process;
}

function badPermits(permits: number): RacelineError {
  return new RacelineError('ERR_USAGE', {
    what: `a lock has ${permits} permits`,
    why: 'they are a whole number of holders, at least 1',
    next: 'Correct the scenario: new MutualExclusion(env, { permits: 1 }).',
  });
}
