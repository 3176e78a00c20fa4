import '../register.ts';
import { parentPort, workerData } from 'node:worker_threads';
import { RacelineError } from '../errors.ts';
import { setBeat } from '../explore/beat.ts';
import { conclude, jobsInThread, subjectNamed } from '../explore/explore.ts';
import { limitsOf, planJob, randomSeedOf } from '../explore/plan.ts';
import { describePrefix } from '../explore/prefix.ts';
import { replay } from '../explore/replay.ts';
import { stepHashes } from '../explore/step-hashes.ts';
import type { Scenario } from '../scenario.ts';
import { loadScenario } from './load-scenario.ts';
import {
  CELL_BEATS,
  CELL_LOADED,
  CELL_ORDINAL,
  CELL_STOP,
  CELLS,
  type Conclusion,
  type Replies,
  type Request,
  type Response,
  type ScenarioDescription,
  type WorkerData,
} from './worker-protocol.ts';

const { scenario: reference, shared } = workerData as WorkerData;
const cells = new Int32Array(shared);

/** Answers the supervisor's requests, one at a time. */
function serve(): void {
  setBeat({
    executionBegins(ordinal) {
      cells[CELL_ORDINAL] = ordinal;
      Atomics.add(cells, CELL_BEATS, 1);
    },
    choices: cells.subarray(CELLS),
  });
  parentPort?.on('message', (request: Request) => {
    answer(request).then(
      (value) => respond({ kind: 'done', value }),
      (error) => respond(failure(error)),
    );
  });
}

function respond(response: Response): void {
  parentPort?.postMessage(response);
}

function failure(error: unknown): Response {
  const cause = error instanceof Error && error.cause instanceof Error ? `\n${error.cause.stack}` : '';
  return {
    kind: 'failed',
    code: error instanceof RacelineError ? error.code : null,
    message: error instanceof Error ? error.message : String(error),
    stack: (error instanceof Error ? (error.stack ?? '') : '') + cause,
  };
}

async function answer(request: Request): Promise<Replies[keyof Replies]> {
  const scenario = await loadScenario(reference);
  Atomics.store(cells, CELL_LOADED, 1);
  switch (request.kind) {
    case 'describe':
      return describe(scenario);
    case 'job':
      return runJob(scenario, request);
    case 'conclude':
      return concludeInDetail(scenario, request);
    case 'replay':
      return replay(scenario, { limits: limitsOf(scenario, {}), ...request.input });
    case 'default-order':
      return replayDefaultOrder(scenario, request.implementation);
    case 'labels':
      return stepHashes(scenario, request.target.implementation, request.target.options, request.executions);
    case 'prefix':
      return prefix(scenario, request);
  }
}

function runJob(scenario: Scenario, request: Request & { kind: 'job' }): Promise<Replies['job']> {
  const { implementation, options } = request.target;
  const runner = jobsInThread(scenario, implementation, options, {
    isStopped: () => Atomics.load(cells, CELL_STOP) === 1,
  });
  return runner(request.index);
}

async function concludeInDetail(scenario: Scenario, request: Request & { kind: 'conclude' }): Promise<Conclusion> {
  const { target, findings, context, attemptsMax } = request;
  const report = await conclude(scenario, target.implementation, target.options, findings, { ...context, attemptsMax });
  const replays = new Map<string, Replies['replay']>();
  const limits = limitsOf(scenario, target.options);
  for (const { property, counterexample } of report.verdicts) {
    if (counterexample === null) continue;
    const { implementation } = target;
    replays.set(property, await replay(scenario, { implementation, limits, ...counterexample }));
  }
  return { report, replays };
}

function replayDefaultOrder(scenario: Scenario, implementation: string): Promise<Replies['replay']> {
  const [first] = Object.values(scenario.examples);
  const { workload, faults } = first ?? {};
  return replay(scenario, {
    implementation,
    workload,
    faults,
    randomSeed: 1,
    schedule: [],
    limits: limitsOf(scenario, {}),
  });
}

function prefix(scenario: Scenario, request: Request & { kind: 'prefix' }): Promise<string[]> {
  const { implementation, options } = request.target;
  const job = planJob(scenario, options, request.index);
  const { workload, faults } = job;
  const randomSeed = randomSeedOf(job, request.ordinal);
  const subject = subjectNamed(scenario, implementation);
  const limits = limitsOf(scenario, options);
  return describePrefix({ scenario, subject, workload, faults, randomSeed, limits }, request.choices);
}

function describe(scenario: Scenario): ScenarioDescription {
  return {
    name: scenario.name,
    title: scenario.title,
    issue: scenario.issue ?? '',
    implementations: Object.entries(scenario.implementations).map(([name, { says, ablates }]) => ({
      name,
      says,
      ablates: ablates ?? null,
    })),
    properties: scenario.properties.map(({ name, kind, level, says }) => ({ name, kind, level, says })),
    examples: Object.keys(scenario.examples),
    costs: (scenario.costs ?? []).map(({ name, unit, figures, says }) => ({ name, unit, figures, says })),
    limits: limitsOf(scenario, {}),
  };
}

serve();
