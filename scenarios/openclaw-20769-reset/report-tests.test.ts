import { expect, test } from 'vitest';
import { type Env, explore, type Property, runOnce, type Scenario } from '../../harness/index.ts';
import { randomWalk } from '../../harness/strategy.ts';
import { AS_FOUND, violatedOf } from '../../harness/testing/violated-of.ts';
import type { AuditEntry } from '../../src/model-reset/audit-log.ts';
import { Reference } from '../../src/model-reset/reference.ts';
import type { RequestEnd } from './record.ts';
import {
  CLIENT,
  NO_FAULTS,
  type Run,
  reloadAt,
  runDefault,
  runStaged,
  SLOW_LOAD,
  staged,
  workloadOf,
} from './staged-run.ts';
import type { Faults, Workload } from './workload.ts';
import { AUDIT } from './world.ts';

// The report's own test scripts at their own size, its metrics, its alert, its audit log.

/** What the implementation breaks; a property that the workload never puts to the test is neither broken nor held. */
async function brokenOver(
  schedulesMax: number,
  implementation: string,
  workload: Workload,
  faults: Faults = NO_FAULTS,
): Promise<string[]> {
  const report = await explore(staged(workload, faults).scenario, implementation, { schedulesMax }, AS_FOUND);
  return report.verdicts
    .filter(({ verdict, how }) => verdict !== 'holds' && how.kind !== 'vacuous')
    .map(({ property }) => property);
}

const ESSAY = workloadOf({ clients: [{ ...CLIENT, answer: 'essay' }], reloads: [reloadAt(2_000, 'same')] });
const LONG_WAY = workloadOf({ clients: [{ ...CLIENT, attachmentsMs: 3_000 }], reloads: [reloadAt(2_000, 'same')] });

test('test 1: an essay that is being written outlives a reset after two seconds, for its provider was looked up before', async () => {
  expect(await brokenOver(200, 'clear-then-load', ESSAY)).toEqual(['whole-registry']);
});

test('test 1: a request that is still being prepared after two seconds fails or changes its config', async () => {
  expect(await brokenOver(200, 'clear-then-load', LONG_WAY, SLOW_LOAD)).toEqual([
    'provider-always-defined',
    'accepted-is-answered',
    'whole-registry',
  ]);
  expect(await brokenOver(200, 'clear-then-load', LONG_WAY)).toEqual(['original-model', 'whole-registry']);
  expect(await brokenOver(200, 'reference', LONG_WAY, SLOW_LOAD)).toEqual([]);
});

const FIVE_RELOADS = workloadOf({
  clients: [],
  reloads: Array.from({ length: 5 }, () => ({ atMs: 0, withinMs: 200, edit: 'none' as const })),
});

test.each([
  ['clear-then-load', ['whole-registry']],
  ['array-item-by-item', ['whole-registry']],
  ['load-then-clear', []],
  ['reload-lock', []],
  ['reference', []],
])('test 2: five concurrent reloads of one config with %s break %j', async (implementation, broken) => {
  expect(await brokenOver(200, implementation, FIVE_RELOADS)).toEqual(broken);
});

/** `ab -n 1000 -c 50`, and a reload after five seconds: each client is at another point of its request by then. */
const LOAD_TEST = workloadOf({
  clients: Array.from({ length: 50 }, (_, index) => ({
    atMs: 50 * index,
    withinMs: 0,
    requests: 20,
    attachmentsMs: 500,
    answer: 'essay' as const,
  })),
  reloads: [reloadAt(5_000, 'same')],
});

test.each([1, 2])(
  'test 4: of 1,000 requests the reported reset loses some and refuses many (walk %i)',
  async (seed) => {
    const { ends, failures, broken } = await loadTested('clear-then-load', seed);
    expect(broken).toEqual([
      'whole-registry',
      'provider-always-defined',
      'accepted-is-answered',
      'no-spurious-refusal',
    ]);
    expect(ends.failed).toBeGreaterThan(5);
    expect(ends.refused).toBeGreaterThan(100);
    expect(failures).toBe(ends.failed);
  },
);

test.each([1, 2])('test 4: the printed drain and lock refuse many of 1,000 and lose none (walk %i)', async (seed) => {
  const { ends, broken } = await loadTested('drain-and-lock', seed);
  expect(broken).toEqual(['no-spurious-refusal']);
  expect(ends.failed).toBe(0);
  expect(ends.refused).toBeGreaterThan(100);
});

test.each([1, 2])('test 4: with the reference all of 1,000 requests are answered (walk %i)', async (seed) => {
  const { ends, broken } = await loadTested('reference', seed);
  expect(broken).toEqual([]);
  expect(ends).toEqual({ answered: 1_000, refused: 0, failed: 0, killed: 0 });
});

interface LoadTested {
  readonly ends: Readonly<Record<RequestEnd['kind'], number>>;
  /** What the metric says. */
  readonly failures: number;
  readonly broken: readonly string[];
}

/** How the 1,000 requests end in a random walk. */
async function loadTested(implementation: string, seed: number): Promise<LoadTested> {
  const { record, broken } = await runStaged(implementation, LOAD_TEST, SLOW_LOAD, randomWalk(seed));
  const ends = { answered: 0, refused: 0, failed: 0, killed: 0 };
  for (const { end } of record.requests.values()) if (end !== null) ends[end.kind]++;
  return { ends, failures: record.metrics.get('models.reset.failed_requests'), broken };
}

test('the metrics count the request that a reset failed, and no request in flight when all have ended', async () => {
  const { record } = await runDefault('clear-then-load', LONG_WAY, SLOW_LOAD);
  expect(record.metrics.get('models.reset.failed_requests')).toBe(1);
  expect(record.metrics.get('gateway.requests.inflight')).toBe(0);
});

test('a request that hangs stays in gateway.requests.inflight, and one that its provider fails is no failure of a reset', async () => {
  const clients = [CLIENT, CLIENT];
  const { record } = await runDefault('clear-then-load', workloadOf({ clients }), {
    answers: ['hang', 'error'],
    loads: [],
  });
  expect(record.metrics.get('gateway.requests.inflight')).toBe(1);
  expect(record.metrics.get('models.reset.failed_requests')).toBe(0);
});

test('the report’s alert pattern matches the log of a reset that lost a request, and no line of the reference', async () => {
  const alert = /provider.*undefined|Cannot read property.*generate/;
  const lost = await runDefault('clear-then-load', LONG_WAY, SLOW_LOAD);
  expect(lost.logs.filter((line) => alert.test(line))).toHaveLength(1);
  const kept = await runDefault('reference', LONG_WAY, SLOW_LOAD);
  expect(kept.logs.filter((line) => alert.test(line))).toEqual([]);
});

test.each([
  ['drain-promise-all', 'failed'],
  ['drain-all-settled', 'done'],
])('with %s, a reload that waits for a request that fails is %s', async (implementation, end) => {
  const clients = [{ ...CLIENT, attachmentsMs: 2_000 }];
  const { record } = await runDefault(implementation, workloadOf({ clients, reloads: [reloadAt(1_000, 'same')] }), {
    answers: ['error'],
    loads: [],
  });
  expect(record.reloads[0]?.end?.kind).toBe(end);
});

test('workaround 4 does not try again after the report’s error, which has no `provider` in it', async () => {
  const { record, broken } = await runDefault('client-retry', LONG_WAY, SLOW_LOAD);
  expect(record.retries).toBe(0);
  expect(broken).toContain('provider-always-defined');
});

test('workaround 4 gets a refused request through on a later try', async () => {
  const late = workloadOf({ clients: [{ ...CLIENT, atMs: 2_100 }], reloads: [reloadAt(2_000, 'same')] });
  const { record, broken } = await runDefault('client-retry', late, SLOW_LOAD);
  expect(record.retries).toBe(2);
  expect(broken).toEqual(['whole-registry']);
});

test.each([
  ['health-gate', { isUnknownModel: false, message: 'Models initializing, retry in 5s' }],
  ['clear-then-load', { isUnknownModel: true }],
])('practice 5: while no models are there, %s answers %j', async (implementation, answer) => {
  const late = workloadOf({ clients: [{ ...CLIENT, atMs: 2_100 }], reloads: [reloadAt(2_000, 'same')] });
  const { record } = await runDefault(implementation, late, SLOW_LOAD);
  expect([...record.requests.values()].map(({ end }) => end)).toMatchObject([{ kind: 'refused', ...answer }]);
});

const THREE_RELOADS = workloadOf({
  reloads: [reloadAt(1_000, 'same'), reloadAt(2_000, 'same'), reloadAt(3_000, 'switch')],
});

/** Empty ones separate a line from what a killed gateway may have left of its own. */
function linesOf(env: Env): string[] {
  return (env.disk.read(AUDIT) ?? '').split('\n').filter((line) => line !== '');
}

/** Whose reload a line is about; a line that was cut short is about nobody's. */
function reloaderIn(line: string): string[] {
  try {
    return [(JSON.parse(line) as AuditEntry).by];
  } catch {
    return [];
  }
}

test('half a line that a killed gateway leaves in the audit log takes no line of the next one with it', async () => {
  const workload = workloadOf({ clients: [], reloads: [reloadAt(0, 'same')] });
  // Early and often: one of the kills meets the append half-way.
  const faults: Faults = { answers: [], loads: [], restartAtMs: 0 };
  const { scenario: one, seen } = staged(workload, faults);
  let cut = 0;
  const readable: Property<unknown> = {
    name: 'reload-on-record',
    kind: 'safety',
    level: 'strict',
    says: 'every reload that is done has a line in the audit log',
    when: 'quiescence',
    judge(_, env) {
      const lines = linesOf(env);
      const by = lines.flatMap((line) => reloaderIn(line));
      if (by.length < lines.length) cut++;
      const done = seen.record?.reloads.filter(({ end }) => end?.kind === 'done') ?? [];
      const missing = done.find((reload) => !by.includes(reload.by));
      return missing === undefined ? undefined : { message: `${missing.by} has none in ${JSON.stringify(lines)}` };
    },
  };
  const { verdicts } = await explore({ ...one, properties: [readable] }, 'reference', { schedulesMax: 400 }, AS_FOUND);
  expect(violatedOf(verdicts)).toEqual([]);
  expect(cut).toBeGreaterThan(0);
});

test('the reference’s audit log has a line for each reload, and the log an alert for the one that failed', async () => {
  const { env, logs } = await runDefault('reference', THREE_RELOADS, { answers: [], loads: ['ok', 'fail'] });
  const lines = linesOf(env);
  const at = (ms: number): unknown => expect.stringContaining(`2026-02-19T03:00:0${ms / 1_000}`);
  expect(lines.map((line) => JSON.parse(line) as AuditEntry)).toEqual([
    { at: at(1_000), action: 'models.reload', by: 'admin-1', from: 1, to: 2, result: 'installed' },
    {
      at: at(2_000),
      action: 'models.reload',
      by: 'admin-2',
      from: 2,
      to: 2,
      result: 'refused',
      reason: 'model catalogue answered HTTP 503',
    },
    { at: at(3_000), action: 'models.reload', by: 'admin-3', from: 2, to: 4, result: 'installed' },
  ]);
  expect(logs).toContain('[error] model reload by admin-2 failed: model catalogue answered HTTP 503');
});

test('an audit log that cannot be written fails no reload', async () => {
  const { scenario: one, seen } = staged(THREE_RELOADS);
  const full: Scenario = {
    ...one,
    setup(env, ...rest) {
      env.disk.inject({ call: 'appendFile', path: AUDIT, code: 'ENOSPC', times: 3 });
      return one.setup(env, ...rest);
    },
  };
  const { run } = await runOnce(full, { implementation: 'reference' });
  expect(run.violations).toEqual([]);
  expect(seen.record?.reloads.map(({ end }) => end?.kind)).toEqual(['done', 'done', 'done']);
  expect(seen.record?.gateway.models()[0]?.version).toBe(4);
});

test('a slip in the config is refused by the reference and installed without its validation', async () => {
  const slip = workloadOf({ reloads: [reloadAt(1_000, 'duplicate')] });
  expect((await runDefault('reference', slip)).broken).toEqual([]);
  expect((await runDefault('reference-without-validation', slip)).broken).toEqual(['whole-registry']);
});

test('the health endpoint tells of a reload that failed, until one succeeds', async () => {
  const failed = await runDefault('reference', workloadOf({ reloads: [reloadAt(1_000, 'same')] }), {
    answers: [],
    loads: ['fail'],
  });
  expect(healthOf(failed)).toEqual({
    status: 'degraded',
    version: 1,
    models: 5,
    inFlight: 0,
    lastFailure: 'model catalogue answered HTTP 503',
  });
  const healed = await runDefault('reference', THREE_RELOADS, { answers: [], loads: ['ok', 'fail'] });
  expect(healthOf(healed)).toEqual({ status: 'ok', version: 4, models: 5, inFlight: 0 });
  expect(healthOf(await runDefault('reference-without-health', THREE_RELOADS))).toBeUndefined();
});

function healthOf({ record }: Run): unknown {
  if (!(record.gateway instanceof Reference)) throw new Error('only the reference has a health endpoint');
  return record.gateway.health();
}

test('a hung request keeps its version in memory, and no other', async () => {
  const workload = workloadOf({ reloads: THREE_RELOADS.reloads });
  const { record } = await runDefault('reference', workload, { answers: ['hang'], loads: [] });
  expect(record.versionsAliveMax).toBe(2);
});
