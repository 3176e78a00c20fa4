import { describe, expect, test } from 'vitest';
import type { Actor } from '../engine/operation.ts';
import type { Decision, Strategy } from '../engine/strategy.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { programScenario } from '../testing/programs/program-scenario.ts';
import { PROGRAMS } from '../testing/programs/programs.ts';
import { runMany } from '../testing/programs/sample.ts';
import { trial } from '../testing/trial.ts';
import { DelayBounding } from './delay-bounding.ts';

const EXECUTIONS_MAX = 200_000;

/** Programs of few enough interleavings to write each down. */
const SMALL = PROGRAMS.filter(({ figures }) => figures.interleavings[1] < 20_000);

/** Gives up at the first schedule of more than `delaysMax` delays, and writes down each schedule as its choices. */
class Watched implements Strategy {
  readonly inner = new DelayBounding();
  readonly schedules: number[][] = [];
  readonly rounds: number[] = [];

  private readonly delaysMax: number;

  constructor(delaysMax = Number.POSITIVE_INFINITY) {
    this.delaysMax = delaysMax;
  }

  begin(): boolean {
    if (!this.inner.begin() || this.inner.delays > this.delaysMax) return false;
    this.schedules.push([]);
    this.rounds[this.inner.delays] = (this.rounds[this.inner.delays] ?? 0) + 1;
    return true;
  }

  choose(decision: Decision): number {
    const choice = this.inner.choose(decision);
    this.schedules.at(-1)?.push(choice);
    return choice;
  }

  end(): void {
    this.inner.end();
  }
}

/** Actors that share nothing, of so many steps each. */
function independent(...steps: number[]): Scenario {
  return trial(
    (env) => {
      for (const [i, count] of steps.entries()) {
        const body = async (actor: Actor) => {
          for (let step = 0; step < count; step++) await actor.gate(actor.name);
        };
        env.actor(`a${i}`, env.process(`p${i}`), body, { atOnce: true });
      }
    },
    { control: 'gates' },
  );
}

async function watch(scenario: Scenario, implementation: string, delaysMax?: number) {
  const strategy = new Watched(delaysMax);
  const tally = await runMany(scenario, { implementation, strategy, executionsMax: EXECUTIONS_MAX });
  return { strategy, tally };
}

/** Delays of the first round with a buggy schedule. */
async function fewestDelays(scenario: Scenario): Promise<number> {
  for (let delays = 0; delays < 10; delays++) {
    if ((await watch(scenario, 'gated', delays)).tally.buggy > 0) return delays;
  }
  throw new Error('no bug with fewer than 10 delays');
}

describe('delay-bounding', () => {
  test('two independent threads of 4 steps: as many schedules with K delays as combinatorics says', async () => {
    const { strategy } = await watch(independent(4, 4), 'only');
    // With p preemptions there are 2, 6, 18, 18, 18, 6, 2; the half that starts with the second thread has one delay more.
    expect(strategy.rounds).toEqual([1, 3 + 1, 9 + 3, 9 + 9, 9 + 9, 3 + 9, 1 + 3, 1]);
  });

  test('three threads: one schedule without a delay, and with one as many as there are decisions', async () => {
    const { strategy } = await watch(independent(3, 3, 3), 'only');
    expect(strategy.rounds.slice(0, 2)).toEqual([1, strategy.schedules[0]?.length]);
    expect(strategy.schedules.length).toBe(1680);
  });

  test.each(SMALL.map((program) => [program.name, program] as const))(
    '%s: every schedule once, then nothing is left',
    async (_, program) => {
      const { strategy, tally } = await watch(programScenario(program), 'gated');
      expect([tally.buggy, tally.executions]).toEqual(program.figures.interleavings);
      expect(new Set(strategy.schedules.map((choices) => choices.join())).size).toBe(tally.executions);
      expect(strategy.inner.begin()).toBe(false);
      expect([strategy.inner.isIncomplete, strategy.inner.unrepeatable]).toEqual([null, null]);
    },
  );

  test('the bugs of the programs need as few delays as this', async () => {
    const fewest: Record<string, number> = {};
    for (const program of PROGRAMS) fewest[program.name] = await fewestDelays(programScenario(program));
    const one = PROGRAMS.filter(({ name }) => fewest[name] === 1).map(({ name }) => name);
    expect(one).toContain('lost-update-2');
    expect(one).toHaveLength(PROGRAMS.length - 3);
    // Here an order costs delays too: to pass over other threads, one each; the token ring needs no preemption at all.
    expect(fewest).toMatchObject({ 'reorder-3': 2, 'reorder-5': 4, 'token-ring': 3 });
  });

  test('no bug in the negative control of a program, whatever the delays', async () => {
    // The control takes away preemptions; a bug that needs none, such as that of the token ring, it leaves.
    for (const program of PROGRAMS.filter(({ figures }) => figures.preemptions > 0)) {
      const { strategy, tally } = await watch(programScenario(program), 'atomic');
      expect(tally.buggy, program.name).toBe(0);
      expect(strategy.inner.begin()).toBe(false);
    }
  });

  test('of the schedules of a bound 200,000 are kept, and if there are more it is said', () => {
    const strategy = new DelayBounding();
    const decision = { enabled: [], count: 2, defaultIndex: 0, steps: 0, now: 0, lastActor: null };
    strategy.begin();
    for (let i = 0; i < 200_000; i++) strategy.choose(decision);
    expect(strategy.isIncomplete).toBe(null);
    strategy.choose(decision);
    expect(strategy.isIncomplete).toBe('more than 200000 schedules of a bound');
  });

  test('an execution that ends before the delay of its schedule is called unrepeatable', async () => {
    const strategy = new DelayBounding();
    const decision = { enabled: [], count: 2, defaultIndex: 0, steps: 0, now: 0, lastActor: null };
    strategy.begin();
    strategy.choose(decision);
    strategy.end();
    expect(strategy.begin()).toBe(true);
    strategy.end();
    expect(strategy.unrepeatable).toContain('decision 0');
  });
});
