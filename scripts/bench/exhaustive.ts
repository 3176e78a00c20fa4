import fc from 'fast-check';
import { drive } from '../../harness/engine/drain.ts';
import type { Actor } from '../../harness/engine/operation.ts';
import { resourceNamed } from '../../harness/engine/resource.ts';
import { DEFAULT_OPTIONS } from '../../harness/explore/explore-options.ts';
import { JobRun } from '../../harness/explore/job-run.ts';
import { planJob } from '../../harness/explore/plan.ts';
import { driveInSlices } from '../../harness/run/slices.ts';
import { limitsOf } from '../../harness/scenario/lookup.ts';
import { defineScenario, type Scenario } from '../../harness/scenario/scenario.ts';
import { atMost, type Figure } from './report.ts';
import { EXECUTIONS, medianRatio, ROUNDS, timeInRounds } from './rounds.ts';

interface Shared {
  x: number;
  seen: number;
}

const X = resourceNamed('x');
const AT_ONCE = { atOnce: true };

async function increment(actor: Actor, shared: Shared): Promise<void> {
  await actor.gate(X, 'reads');
  const read = shared.x;
  await actor.gate(X);
  shared.x = read + 1;
}

async function look(actor: Actor, shared: Shared): Promise<void> {
  await actor.gate(X, 'reads');
  shared.seen += shared.x;
}

async function write(actor: Actor, shared: Shared): Promise<void> {
  await actor.gate(X);
  shared.x = 1;
}

function operate(): Promise<void> {
  return new Promise((resolve) => resolve());
}

async function incrementBare(shared: Shared): Promise<void> {
  await operate();
  const read = shared.x;
  await operate();
  shared.x = read + 1;
}

async function lookBare(shared: Shared): Promise<void> {
  await operate();
  shared.seen += shared.x;
}

type Body = (actor: Actor, shared: Shared) => Promise<void>;

function scenarioOf(name: string, bodies: readonly Body[]): Scenario {
  const names = bodies.map((_, i) => `actor-${i}`);
  return defineScenario<null, null, null, Shared>({
    name,
    title: name,
    control: 'gates',
    memory: 'tracked',
    implementations: { only: { says: name, subject: null } },
    examples: { only: { workload: null, faults: null } },
    workload: fc.constant(null),
    faults: fc.constant(null),
    setup(env) {
      const shared: Shared = { x: 0, seen: 0 };
      const process = env.process('p');
      for (let i = 0; i < bodies.length; i++) {
        const body = bodies[i] as Body;
        env.actor(names[i] as string, process, (actor) => body(actor, shared), AT_ONCE);
      }
      return shared;
    },
    properties: [],
  });
}

/** Explores the scenario exhaustively, race detection included, until so many executions are made. */
async function exploreAll(scenario: Scenario, executions: number, traces: number): Promise<void> {
  const options = { ...DEFAULT_OPTIONS, strategy: 'exhaustive' as const, schedulesMax: 1_000_000 };
  for (let made = 0; made < executions; made += traces) {
    const job = planJob(scenario, options, 0);
    const run = new JobRun({ scenario, subject: null, job, limits: limitsOf(scenario, options) });
    await driveInSlices(run, { usesSeams: false });
    const { executions } = run.findings();
    if (executions !== traces) throw new Error(`${scenario.name}: ${executions} executions for ${traces} traces`);
  }
}

/** Runs as many bodies on bare promises, so many times. */
async function runBare(body: (shared: Shared) => Promise<void>, actors: number, executions: number): Promise<void> {
  let made = 0;
  await drive(
    {
      advance() {
        if (made++ === executions) return false;
        const shared: Shared = { x: 0, seen: 0 };
        for (let i = 0; i < actors; i++) void body(shared);
        return true;
      },
      escaped(error) {
        throw error;
      },
    },
    'tick',
  );
}

/** What partial-order reduction costs an execution, as ratios to the same program on bare promises, interleaved. */
export async function figures(): Promise<Figure[]> {
  const updates = scenarioOf('lost update of 4', [increment, increment, increment, increment]);
  const readers = scenarioOf('readers(13)', [write, ...Array.from({ length: 13 }, () => look)]);
  const timings = await timeInRounds(
    [
      { name: 'bare updates', units: EXECUTIONS, run: (n) => runBare(incrementBare, 4, n) },
      { name: 'updates', units: 10 * 576, run: (n) => exploreAll(updates, n, 576) },
      { name: 'bare readers', units: EXECUTIONS, run: (n) => runBare(lookBare, 14, n) },
      { name: 'readers', units: 8_192, run: (n) => exploreAll(readers, n, 8_192) },
    ],
    ROUNDS,
  );
  return [
    {
      name: 'exhaustive, lost update of 4, against bare promises',
      measured: medianRatio(timings, 'updates', 'bare updates'),
      unit: 'x',
      target: atMost(10),
    },
    {
      name: 'exhaustive, readers(13), against bare promises',
      measured: medianRatio(timings, 'readers', 'bare readers'),
      unit: 'x',
      target: atMost(10),
    },
  ];
}
