import { describeError, RacelineError } from '../engine/errors.ts';
import type { StepLog } from '../engine/step-log.ts';
import type { Decision, Strategy } from '../engine/strategy.ts';

/**
 * Another's strategy, watched: what it does wrong is its author's mistake, not the engine's, and no finding. The engine's
 * own strategies do without, for the time of it.
 */
export class GuardedStrategy implements Strategy {
  readonly log?: StepLog;
  private readonly name: string;
  private readonly inner: Strategy;

  constructor(name: string, inner: Strategy) {
    this.name = name;
    this.inner = inner;
    if (inner.log !== undefined) this.log = inner.log;
  }

  get seesEveryStep(): boolean {
    return this.inner.seesEveryStep === true;
  }

  get isIncomplete(): string | null {
    return this.inner.isIncomplete ?? null;
  }

  get unrepeatable(): string | null {
    return this.inner.unrepeatable ?? null;
  }

  get repeated(): number {
    return this.inner.repeated ?? 0;
  }

  begin(): boolean {
    const hasMore: unknown = this.watch('begin', () => this.inner.begin());
    if (typeof hasMore === 'boolean') return hasMore;
    const why = `its begin returned ${shown(hasMore)}, where true says that there is an execution to make and false that none is left`;
    throw badStrategy(`strategy ${this.name}`, why, 'Return one of these.');
  }

  choose(decision: Decision): number {
    let choice: unknown;
    try {
      choice = this.inner.choose(decision);
    } catch (error) {
      throw this.threw('choose', error);
    }
    if (typeof choice === 'number' && Number.isInteger(choice) && choice >= 0 && choice < decision.count) return choice;
    const step = decision.steps + 1;
    const why = `its choose returned ${shown(choice)} at step ${step}, where ${decision.count} operations are enabled`;
    throw badStrategy(`strategy ${this.name}`, why, 'Return an index in decision.enabled, below decision.count.');
  }

  end(steps: number): void {
    this.watch('end', () => this.inner.end(steps));
  }

  private watch<T>(method: string, call: () => T): T {
    try {
      return call();
    } catch (error) {
      throw this.threw(method, error);
    }
  }

  private threw(method: string, error: unknown): RacelineError {
    return badStrategy(`strategy ${this.name}`, `its ${method} threw ${describeError(error)}`, undefined, error);
  }
}

/** A value in an error's text. */
export function shown(value: unknown): string {
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** An error for what a user's strategy did wrong. `next` defaults to where the stack is to be had. */
export function badStrategy(
  what: string,
  why: string,
  next: string = 'Run again with --debug for the stack.',
  cause?: unknown,
): RacelineError {
  return new RacelineError('ERR_BAD_STRATEGY', { what, why, next }, cause);
}
