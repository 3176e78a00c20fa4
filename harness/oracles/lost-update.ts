import type { Env } from '../scenario/env.ts';
import type { Evidence, Property } from '../scenario/property.ts';
import { listed } from './listing.ts';

interface Acknowledgement {
  readonly id: string;
  readonly step: number;
}

const DEFAULTS = {
  name: 'no-lost-update',
  kind: 'safety',
  level: 'strict',
  says: 'every update that was acknowledged is in the final state',
  when: 'quiescence',
} as const;

/**
 * Every acknowledged update is in the final state: of ids, those missing are what Jepsen's `set-full` calls lost; a count is
 * at least the number acknowledged, the lower bound of Jepsen's `counter`. An update that nobody heard the end of (refused,
 * or its process killed) may be there or not.
 *
 * Deviations: the state is read once, at the end, so that what was added must not be removed again; and what is there
 * without having been acknowledged breaks nothing.
 *
 * @example
 * setup(env, store: Store) {
 *   const updates = trackedRecord(new LostUpdate(env, () => store.ids));
 *   for (const id of ['a', 'b']) {
 *     env.actor(id, env.process(id), async (actor) => {
 *       await store.add(actor, id);
 *       updates.acknowledged(id);
 *     });
 *   }
 *   return updates;
 * },
 * properties: [LostUpdate.property((updates: LostUpdate) => updates)],
 */
export class LostUpdate {
  private readonly env: Env;
  private readonly final: () => Iterable<string> | number;
  private readonly acknowledgements: Acknowledgement[] = [];

  /**
   * `final` reads the ids that the state has in the end or, where updates only count up, the count. Of a state that cannot
   * be read it returns no ids, or NaN: then every acknowledged update is lost. It must not throw.
   */
  constructor(env: Env, final: () => Iterable<string> | number) {
    this.env = env;
    this.final = final;
  }

  /** Whoever asked for update `id` was told that it is done. In a count each call counts one, whatever its id. */
  acknowledged(id: string): void {
    this.acknowledgements.push({ id, step: this.env.mark });
  }

  /** The property of the recorder that `of` finds in the state, strict and judged at the end unless `claim` says otherwise. */
  static property<State>(
    of: (state: State) => LostUpdate,
    claim: Partial<Omit<Property<State>, 'judge'>> = {},
  ): Property<State> {
    return { ...DEFAULTS, ...claim, judge: (state) => of(state).judge() };
  }

  private judge(): Evidence | undefined {
    const { acknowledgements } = this;
    if (acknowledgements.length === 0) return undefined;
    const final = this.final();
    return typeof final === 'number' ? judgeCount(acknowledgements, final) : judgeIds(acknowledgements, final);
  }
}

function judgeIds(acknowledgements: readonly Acknowledgement[], final: Iterable<string>): Evidence | undefined {
  const present = new Set(final);
  const lost = acknowledgements.filter(({ id }) => !present.has(id));
  if (lost.length === 0) return undefined;
  const names = listed(lost.map(({ id }) => id));
  return { message: `${lost.length} of ${acknowledgements.length} acknowledged lost: ${names}`, steps: stepsOf(lost) };
}

function judgeCount(acknowledgements: readonly Acknowledgement[], count: number): Evidence | undefined {
  if (count >= acknowledgements.length) return undefined;
  const message = `${acknowledgements.length} acknowledged, and the count is ${count}`;
  return { message, steps: stepsOf(acknowledgements) };
}

function stepsOf(acknowledgements: readonly Acknowledgement[]): number[] {
  return acknowledgements.map(({ step }) => step);
}
