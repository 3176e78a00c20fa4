import fc from 'fast-check';
import type { Actor } from '../../harness/actor.ts';
import { DEFAULT_OPTIONS, limitsOf, planJob } from '../../harness/explore/plan.ts';
import { JobRun } from '../../harness/explore/run-job.ts';
import { driveInSlices } from '../../harness/explore/slices.ts';
import { resourceNamed } from '../../harness/operation.ts';
import { defineScenario, type Scenario } from '../../harness/scenario.ts';
import { drive } from '../../harness/scheduler/drain.ts';
import { atMost, type Figure } from './report.ts';
import { median } from './rounds.ts';

interface Shared {
  x: number;
  seen: number;
}

const X = resourceNamed('x');
const AT_ONCE = { atOnce: true };
const ROUNDS = 9;
const BARE_EXECUTIONS = 20_000;

export async function increment(actor: Actor, shared: Shared): Promise<void> {
  await actor.gate(X, 'reads');
  const read = shared.x;
  await actor.gate(X);
  shared.x = read + 1;
}

export async function look(actor: Actor, shared: Shared): Promise<void> {
  await actor.gate(X, 'reads');
  shared.seen += shared.x;
}

export async function write(actor: Actor, shared: Shared): Promise<void> {
  await actor.gate(X);
  shared.x = 1;
}

function operate(): Promise<void> {
  return new Promise((resolve) => resolve());
}

export async function incrementBare(shared: Shared): Promise<void> {
  await operate();
  const read = shared.x;
  await operate();
  shared.x = read + 1;
}

export async function lookBare(shared: Shared): Promise<void> {
  await operate();
  shared.seen += shared.x;
}

type Body = (actor: Actor, shared: Shared) => Promise<void>;

export function scenarioOf(name: string, bodies: readonly Body[]): Scenario {
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

/** Microseconds of one execution inside the exhaustive exploration, race detection included. */
export async function timeExhaustive(scenario: Scenario, times: number, traces: number): Promise<number> {
  const options = { ...DEFAULT_OPTIONS, strategy: 'exhaustive' as const, schedulesMax: 1_000_000 };
  const beganAt = performance.now();
  for (let i = 0; i < times; i++) {
    const job = planJob(scenario, options, 0);
    const run = new JobRun({ scenario, subject: null, job, limits: limitsOf(scenario, options) });
    await driveInSlices(run, { usesSeams: false });
    const { executions } = run.findings();
    if (executions !== traces) throw new Error(`${scenario.name}: ${executions} executions for ${traces} traces`);
  }
  return ((performance.now() - beganAt) * 1_000) / (times * traces);
}

/** Microseconds of one execution of as many bodies on bare promises. */
export async function timeBare(body: (shared: Shared) => Promise<void>, actors: number): Promise<number> {
  let made = 0;
  const beganAt = performance.now();
  await drive(
    {
      advance() {
        if (made++ === BARE_EXECUTIONS) return false;
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
  return ((performance.now() - beganAt) * 1_000) / BARE_EXECUTIONS;
}

/** What partial-order reduction costs an execution, as ratios to the same program on bare promises, interleaved. */
export async function figures(): Promise<Figure[]> {
  const updates = scenarioOf('lost update of 4', [increment, increment, increment, increment]);
  const readers = scenarioOf('readers(13)', [write, ...Array.from({ length: 13 }, () => look)]);
  const [ofUpdates, ofReaders]: [number[], number[]] = [[], []];
  for (let round = 0; round <= ROUNDS; round++) {
    const bareUpdates = await timeBare(incrementBare, 4);
    const reducedUpdates = await timeExhaustive(updates, 10, 576);
    const bareReaders = await timeBare(lookBare, 14);
    const reducedReaders = await timeExhaustive(readers, 1, 8_192);
    if (round === 0) continue;
    ofUpdates.push(reducedUpdates / bareUpdates);
    ofReaders.push(reducedReaders / bareReaders);
  }
  return [
    {
      name: 'exhaustive, lost update of 4, against bare promises',
      measured: median(ofUpdates),
      unit: 'x',
      target: atMost(10),
    },
    {
      name: 'exhaustive, readers(13), against bare promises',
      measured: median(ofReaders),
      unit: 'x',
      target: atMost(10),
    },
  ];
}
