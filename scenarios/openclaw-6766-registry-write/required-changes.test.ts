import { expect, test } from 'vitest';
import { type Actor, type Env, runOnce, type Scenario } from '../../harness/index.ts';
import { randomWalk } from '../../harness/strategy.ts';
import { examples } from './examples.ts';
import { scenario } from './scenario.ts';
import { NO_FAULTS, type ProcessPlan, type Task, type Workload } from './workload.ts';
import { idsIn, initialContents, PATHS, REGISTRIES } from './world.ts';

// What the report requires and no property tells from its absence.

interface Ended {
  readonly env: Env;
  readonly logs: readonly string[];
}

/** A program that keeps to no rule: it puts what `write` makes of the models' file in its place, some steps after `atMs`. */
interface Another {
  readonly atMs: number;
  readonly looks: number;
  readonly write: (text: string) => string;
}

/** One random walk of an implementation, and another program beside it. */
async function besideAnother(
  implementation: string,
  seed: number,
  workload: Workload,
  another: Another | null,
): Promise<Ended> {
  const seen: Env[] = [];
  const setup: Scenario['setup'] = (env, ...rest) => {
    const record = scenario.setup(env, ...rest);
    seen.push(env);
    if (another === null) return record;
    const { atMs, looks, write } = another;
    const overwrite = async (self: Actor): Promise<void> => {
      for (let looked = 0; looked < looks; looked++) await self.gate();
      env.disk.write(PATHS.models, write(env.disk.read(PATHS.models) ?? ''));
    };
    env.actor('another', env.process('another'), overwrite, { atMs, latestMs: atMs + 20 });
    return record;
  };
  const staged: Scenario = { ...scenario, setup, examples: { it: { workload, faults: NO_FAULTS } } };
  const { run, recorder } = await runOnce(staged, { implementation, strategy: randomWalk(seed) });
  const [env] = seen;
  if (env === undefined) throw new Error('nothing has run');
  expect(run.ending?.kind).toBe('quiescent');
  return { env, logs: recorder.events.filter(({ kind }) => kind === 'log').map(({ text }) => text) };
}

const gateway = (...tasks: Task[]): ProcessPlan => ({ kind: 'gateway', atMs: 0, withinMs: 0, tasks });
const workloadOf = (...processes: ProcessPlan[]): Workload => ({
  models: ['default-model'],
  version: 1,
  processes,
  reads: 0,
});
const ADD: Task = { kind: 'add-model', id: 'plugin-a-model' };

/** An editor by hand, which takes no lock, but counts. */
function addByHand(text: string): string {
  const content = JSON.parse(text) as { version: number; models: { id: string }[] };
  return JSON.stringify({ version: content.version + 1, models: [...content.models, { id: 'by-hand' }] });
}

test.each([
  ['reference', true],
  ['reference-without-version-tracking', false],
])('Q3: that a writer without a lock came between is noticed by %s: %j', async (implementation, isNoticed) => {
  const another = { atMs: 0, write: addByHand };
  let noticed = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const { logs } = await besideAnother(implementation, seed, workloadOf(gateway(ADD)), { ...another, looks: seed });
    if (logs.some((line) => line.includes('Registry write conflict'))) noticed++;
  }
  expect(noticed > 0).toBe(isNoticed);
});

/** The tools are looked at when the check of ten minutes is long over: nobody reads the models meanwhile. */
const LATE: Task = { kind: 'list', of: 'tools', atMs: 700_000 };

test.each([
  ['reference', ['default-model', 'plugin-a-model']],
  ['reference-without-health-monitoring', undefined],
])(
  'Q5: a file that another program cuts short while nobody reads it has, with %s, in the end %j',
  async (implementation, expected) => {
    const cut = { atMs: 5_000, looks: 0, write: (text: string) => text.slice(0, -3) };
    const { env, logs } = await besideAnother(implementation, 1, workloadOf(gateway(ADD, LATE)), cut);
    expect(idsIn('models', env.disk.read(PATHS.models))).toEqual(expected);
    expect(logs.includes('[warn] registry health: 1 issues')).toBe(expected !== undefined);
  },
);

test('each of the four registries is written in four-registries', async () => {
  const workload = examples['four-registries']?.workload as Workload;
  const { env } = await besideAnother('reference', 1, workload, null);
  const before = initialContents(workload);
  for (const name of REGISTRIES) expect(env.disk.read(PATHS[name])).not.toBe(JSON.stringify(before[name]));
});
