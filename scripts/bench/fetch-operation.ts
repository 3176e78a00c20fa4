import fc from 'fast-check';
import { HttpResponse, http } from 'msw';
import { DEFAULT_OPTIONS } from '../../harness/explore/explore-options.ts';
import { JobRun } from '../../harness/explore/job-run.ts';
import { planJob } from '../../harness/explore/plan.ts';
import { driveInSlices } from '../../harness/run/slices.ts';
import { limitsOf } from '../../harness/scenario/lookup.ts';
import { defineScenario, type Scenario } from '../../harness/scenario/scenario.ts';
import { mswUpstream } from '../../harness/world/network/msw-upstream.ts';
import { json } from '../../harness/world/network/reply.ts';
import type { Upstream } from '../../harness/world/network/upstream.ts';
import { median } from './rounds.ts';

const FETCHES = 100;
const EXECUTIONS = 100;
const ROUNDS = 9;
const ORIGIN = 'https://api.example.com';

const PATH = `${ORIGIN}/v1/messages`;

/** The same answer, by the engine's own reply, a real `Response`, and msw handlers, of which a service has several. */
const UPSTREAMS = {
  reply: async (request) => json({ got: await request.json() }),
  response: async (request) => Response.json({ got: await request.json() }),
  msw: mswUpstream([
    http.get(`${ORIGIN}/v1/models`, () => HttpResponse.json([])),
    http.get(`${ORIGIN}/v1/models/:id`, ({ params }) => HttpResponse.json(params)),
    http.post(PATH, async ({ request }) => HttpResponse.json({ got: await request.json() })),
  ]),
} as const satisfies Readonly<Record<string, Upstream>>;

/** One actor that asks one upstream, one request after the other. */
function benchScenario(upstream: Upstream): Scenario {
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
      env.network.upstream(ORIGIN, upstream, { name: 'api' });
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
      const response = await fetch(PATH, {
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
  const scenario = benchScenario(UPSTREAMS.reply);
  const micros: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const each = await microsOf(scenario);
    if (round > 0) micros.push(each);
  }
  return median(micros);
}

/** How many times what an upstream that returns a `Response` takes one of msw handlers does. Rounds of the two alternate. */
export async function measureMsw(): Promise<number> {
  const [native, msw] = [benchScenario(UPSTREAMS.response), benchScenario(UPSTREAMS.msw)];
  const ratios: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const each = await microsOf(native);
    const ratio = (await microsOf(msw)) / each;
    if (round > 0) ratios.push(ratio);
  }
  return median(ratios);
}

async function microsOf(scenario: Scenario): Promise<number> {
  const beganAt = performance.now();
  await runAll(scenario);
  return ((performance.now() - beganAt) * 1_000) / (EXECUTIONS * FETCHES);
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
