import { isAlive } from '../engine/alive.ts';
import { RacelineError } from '../engine/errors.ts';
import type { Actor } from '../engine/operation.ts';
import type { Env } from '../scenario/env.ts';
import type { Evidence, Property, Undecided } from '../scenario/property.ts';

/** An actor, or whatever else a process does under a name of its own. */
type Waiter = Pick<Actor, 'name' | 'process'>;

interface Wait extends Waiter {
  readonly step: number;
  readonly sinceMs: number;
}

const DEFAULTS = {
  name: 'bounded-wait',
  kind: 'liveness',
  level: 'strict',
  says: 'whoever begins to wait gets what it waits for within the bound',
  when: 'quiescence',
} as const;

/**
 * Whoever begins to wait gets what it waits for within a bound of virtual time: bounded response of metric temporal logic
 * (Koymans, Real-Time Systems 1990). Who is killed while it waits is excused, even if its bound had passed by then.
 *
 * Call `began` just before the code asks for what it may have to wait for, and `ended` as soon as it has it. What else ends a
 * wait, such as a refusal, is for the scenario to say. A wait still open at the end is too long if its bound has passed by
 * then. If not, it is undecided, as in three-valued monitors (Bauer, Leucker, Schallhart, TOSEM 2011): something of the
 * scenario must go on past the bound. An execution that ends at a bound of the engine is not judged at its end; with
 * `when: 'step'` what was too long until then is found all the same, and a wait open within its bound is passed over.
 *
 * @example
 * setup(env, bell: Bell) {
 *   const waits = trackedRecord(new BoundedWait(env, { boundMs: 100 }));
 *   env.actor('guest', env.process('house'), async (actor) => {
 *     waits.began(actor, 'the bell');
 *     await bell.heard(actor);
 *     waits.ended(actor, 'the bell');
 *   });
 *   for (const atMs of [50, 500]) {
 *     env.actor(`ringer at ${atMs}`, env.process('tower'), () => bell.ring(), { atMs, latestMs: atMs });
 *   }
 *   return waits;
 * },
 * properties: [BoundedWait.property((waits: BoundedWait) => waits)],
 */
export class BoundedWait {
  private readonly env: Env;
  private readonly boundMs: number;
  /** Those that go on, by what is waited for. Replaced, never changed: then tracking knows whose steps differ in what. */
  private readonly waits: Map<string, readonly Wait[]> = new Map();
  private violation: Evidence | undefined = undefined;

  /**
   * `boundMs`: how long a wait may last, in virtual ms; one that lasts exactly so long is in time.
   *
   * @throws RacelineError ERR_USAGE unless `boundMs` is a finite number, at least 0
   */
  constructor(env: Env, { boundMs }: { readonly boundMs: number }) {
    if (!Number.isFinite(boundMs) || boundMs < 0) throw badBound(boundMs);
    this.env = env;
    this.boundMs = boundMs;
  }

  /** `who` begins to wait for `what`. While it waits for that already, this changes nothing: to ask again is the same wait. */
  began(who: Pick<Actor, 'name' | 'process'>, what: string): void {
    const open = this.openNow(what);
    if (open.some((wait) => isSame(wait, who))) return;
    const { mark, now } = this.env;
    this.waits.set(what, [...open, { name: who.name, process: who.process, step: mark, sinceMs: now }]);
  }

  /** `who` has got `what`. From one who does not wait for it, this changes nothing. */
  ended(who: Pick<Actor, 'name' | 'process'>, what: string): void {
    const open = this.openNow(what);
    const wait = open.find((one) => isSame(one, who));
    if (wait === undefined) return;
    const others = open.filter((other) => other !== wait);
    this.waits.set(what, others);
    if (this.isTooLong(wait)) this.violation ??= this.evidence(wait, what, 'waited', [this.env.mark]);
  }

  /** The property of the recorder that `of` finds in the state, strict and judged at the end unless `claim` says otherwise. */
  static property<State>(
    of: (state: State) => BoundedWait,
    claim: Partial<Omit<Property<State>, 'judge'>> = {},
  ): Property<State> {
    const property = { ...DEFAULTS, ...claim };
    // Before the end, a wait that is open within its bound is nothing that needs an answer yet.
    const isAtEnd = property.when === 'quiescence';
    return { ...property, judge: (state) => of(state).overdue() ?? (isAtEnd ? of(state).undecided() : undefined) };
  }

  private overdue(): Evidence | undefined {
    if (this.violation !== undefined) return this.violation;
    const late = this.firstOpen((wait) => this.isTooLong(wait));
    return late && this.evidence(late.wait, late.what, 'has waited', []);
  }

  private undecided(): Undecided | undefined {
    const open = this.firstOpen(() => true);
    if (open === undefined) return undefined;
    const { wait, what } = open;
    return { unknown: `when the execution ended, ${this.figures(wait, what, 'had waited')}` };
  }

  private firstOpen(isMeant: (wait: Wait) => boolean): { readonly wait: Wait; readonly what: string } | undefined {
    for (const what of this.waits.keys()) {
      const wait = this.openNow(what).find(isMeant);
      if (wait !== undefined) return { wait, what };
    }
    return undefined;
  }

  private openNow(what: string): readonly Wait[] {
    return (this.waits.get(what) ?? []).filter(({ process }) => isAlive(process));
  }

  private isTooLong({ sinceMs }: Wait): boolean {
    return this.env.now - sinceMs > this.boundMs;
  }

  private evidence(wait: Wait, what: string, did: string, ends: readonly number[]): Evidence {
    const still = ends.length === 0 ? ', and still waits' : '';
    return { message: `${this.figures(wait, what, did)}${still}`, steps: [wait.step, ...ends] };
  }

  private figures({ name, sinceMs }: Wait, what: string, did: string): string {
    return `${name} ${did} ${figure(this.env.now - sinceMs)} ms for ${what} (bound ${figure(this.boundMs)} ms)`;
  }
}

function isSame(one: Waiter, other: Waiter): boolean {
  return one.name === other.name && one.process === other.process;
}

function figure(ms: number): string {
  return ms.toLocaleString('en-US');
}

function badBound(boundMs: number): RacelineError {
  return new RacelineError('ERR_USAGE', {
    what: `a wait has a bound of ${boundMs} ms`,
    why: 'it is a finite number of virtual ms, at least 0',
    next: 'Correct the scenario: new BoundedWait(env, { boundMs: 10_000 }).',
  });
}
