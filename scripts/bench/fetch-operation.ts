import fc from 'fast-check';
import { DEFAULT_OPTIONS } from '../../harness/explore/explore-options.ts';
import { JobRun } from '../../harness/explore/job-run.ts';
import { planJob } from '../../harness/explore/plan.ts';
import { driveInSlices } from '../../harness/run/slices.ts';
import { limitsOf } from '../../harness/scenario/lookup.ts';
import { defineScenario, type Scenario } from '../../harness/scenario/scenario.ts';
import { json } from '../../harness/world/network/reply.ts';
import { median } from './rounds.ts';

const FETCHES = 100;
const EXECUTIONS = 100;
const ROUNDS = 9;
const ORIGIN = 'https://api.example.com';

/** One actor that asks one upstream, one request after the other. */
function benchScenario(): Scenario {
  const answered = { count: 0 };
  return defineScenario<null, null, null, { count: number }>({
    name: 'bench-fetch',
    title: 'one actor that asks',
    implementations: { only: { says: 'asks', subject: null } },
    examples: { only: { workload: null, faults: null } },
    workload: fc.constant(null),
    faults: fc.constant(null),
    setup(env) {
      answered.count = 0;
      env.network.upstream(ORIGIN, async (request) => json({ got: await request.json() }), { name: 'api' });
      env.actor('asks', env.process('p'), ask);
      return answered;
    },
    properties: [
      {
        name: 'all-answered',
        kind: 'safety',
        level: 'strict',
        says: 'every request is answered',
        when: 'quiescence',
        judge: ({ count }) => (count === FETCHES ? undefined : { message: `${count} answers` }),
      },
    ],
  });

  async function ask(): Promise<void> {
    for (let i = 0; i < FETCHES; i++) {
      const response = await fetch(`${ORIGIN}/v1/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"question":1}',
      });
      const { got } = (await response.json()) as { got: { question: number } };
      answered.count += got.question;
    }
  }
}

/** Microseconds for one POST with its answer's JSON: call, effect, upstream, delivery, body. Median of the rounds. */
export async function measureFetch(): Promise<number> {
  const scenario = benchScenario();
  const micros: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const beganAt = performance.now();
    await runAll(scenario);
    if (round > 0) micros.push(((performance.now() - beganAt) * 1_000) / (EXECUTIONS * FETCHES));
  }
  return median(micros);
}

async function runAll(scenario: Scenario): Promise<void> {
  const options = { ...DEFAULT_OPTIONS, schedulesMax: EXECUTIONS };
  const run = new JobRun({
    scenario,
    subject: null,
    job: { ...planJob(scenario, options, 0), executionsMax: EXECUTIONS },
    limits: limitsOf(scenario, options),
  });
  await driveInSlices(run, { usesSeams: true });
  const { executions, violations } = run.findings();
  if (executions !== EXECUTIONS || violations.length > 0) throw new Error('the bench scenario failed');
}
