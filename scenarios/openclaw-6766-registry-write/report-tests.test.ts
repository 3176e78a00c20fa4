import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { type Env, explore, runOnce, type Scenario } from '../../harness/index.ts';
import { randomWalk } from '../../harness/strategy.ts';
import type { RegistryRecord } from './record.ts';
import { scenario } from './scenario.ts';
import { type Faults, NO_FAULTS, type ProcessPlan, type Task, type Workload } from './workload.ts';
import { idsIn, PATHS, type RegistryName } from './world.ts';

// The report's own test scripts at their own size.

interface Staged {
  /** What every execution left. */
  readonly all: () => readonly ReturnType<Staged['last']>[];
  readonly scenario: Scenario;
  /** Of the execution that ran last. */
  readonly last: () => { readonly record: RegistryRecord; readonly env: Env };
}

/** The scenario with this workload alone, and a way to look at its record. */
function staged(workload: Workload, faults: Faults = NO_FAULTS): Staged {
  const all: ReturnType<Staged['last']>[] = [];
  const examples = { staged: { workload, faults } };
  const setup: Scenario['setup'] = (env, ...rest) => {
    const record = scenario.setup(env, ...rest);
    all.push({ record: record as RegistryRecord, env });
    return record;
  };
  return {
    scenario: { ...scenario, examples, setup },
    all: () => all,
    last: () => {
      const last = all.at(-1);
      if (last === undefined) throw new Error('nothing has run');
      return last;
    },
  };
}

interface Walk {
  /** Entries at the end; undefined when the file does not parse. */
  readonly ids: readonly string[] | undefined;
  readonly broken: readonly string[];
  /** Names beside the registry's file, its own included. */
  readonly files: readonly string[];
}

/** One random walk over the workload, with what the script of the report looks at in the end. */
async function walked(
  implementation: string,
  seed: number,
  { workload, faults, registry }: { workload: Workload; faults?: Faults; registry: RegistryName },
): Promise<Walk> {
  const { scenario, last } = staged(workload, faults);
  const limits = { stepsMax: 200_000 };
  const { run, leaks } = await runOnce(scenario, { implementation, strategy: randomWalk(seed), limits });
  expect({ leaks, ending: run.ending?.kind }).toEqual({ leaks: [], ending: 'quiescent' });
  const { record, env } = last();
  return {
    ids: idsIn(registry, record.textOf(registry)),
    broken: run.violations.map(({ property }) => property),
    files: env.disk.list(dirname(PATHS[registry])),
  };
}

function workloadOf(processes: readonly ProcessPlan[], models: readonly string[]): Workload {
  return { models, version: null, processes, reads: 0 };
}

function plan(kind: ProcessPlan['kind'], atMs: number, tasks: readonly Task[]): ProcessPlan {
  return { kind, atMs, withinMs: 20, tasks };
}

const SEEDS = [1, 2, 3, 4, 5];

/** `openclaw models add test-model-$i &`, ten times. */
const TEN_ADDS = workloadOf(
  Array.from({ length: 10 }, (_, i) => plan('command', 0, [{ kind: 'add-model', id: `test-model-${i + 1}` }])),
  [],
);

test.each([
  'read-modify-write',
  'in-process-lock',
  'lock-and-unique-temp',
  'version-check-and-retry',
  'write-file-atomic',
])('test 1: of ten models that ten commands add, %s keeps fewer', async (implementation) => {
  for (const seed of SEEDS) {
    const { ids } = await walked(implementation, seed, { workload: TEN_ADDS, registry: 'models' });
    expect(ids?.length ?? 0).toBeLessThan(10);
  }
});

test.each(['flock-cli-only', 'reference'])(
  'test 1: of ten models that ten commands add, %s keeps ten',
  async (implementation) => {
    for (const seed of SEEDS) {
      const { ids } = await walked(implementation, seed, { workload: TEN_ADDS, registry: 'models' });
      expect(ids).toHaveLength(10);
    }
  },
);

/** Five plugins with five tools each, as the gateway starts. */
const FIVE_PLUGINS = workloadOf(
  [
    plan(
      'gateway',
      0,
      ['a', 'b', 'c', 'd', 'e'].map((letter) => ({
        kind: 'load-plugin',
        plugin: `plugin-${letter}`,
        tools: 5,
        shares: false,
      })),
    ),
  ],
  [],
);

test.each([
  ['read-modify-write', false],
  ['unique-temp-and-rename', false],
  ['version-check', false],
  ['in-process-lock', true],
  ['sequential-caller', true],
  ['batch-add', true],
  ['reference', true],
])('test 3: 25 tools of five plugins with %s: all there is %j', async (implementation, isComplete) => {
  for (const seed of SEEDS) {
    const { ids } = await walked(implementation, seed, { workload: FIVE_PLUGINS, registry: 'tools' });
    // One more is built in.
    expect(ids?.length === 26).toBe(isComplete);
  }
});

/** 1,000 updates, each a command; on every hundredth or so, all commands that run are killed and a gateway starts again. */
const UPDATES = workloadOf(
  Array.from({ length: 1_000 }, (_, i) => plan('command', 20 * i, [{ kind: 'set-temperature', temp: 0.7 }])),
  ['claude-opus', 'claude-sonnet'],
);
const TEN_KILLS: Faults = {
  ...NO_FAULTS,
  kills: Array.from({ length: 10 }, (_, i) => ({ of: 'all', atMs: 2_000 * i + 777, looks: i })),
};

test('test 4: after 1,000 updates and ten kills the reported registry is valid JSON without its models: the script sees nothing', async () => {
  for (const seed of [1, 2]) {
    const input = { workload: UPDATES, faults: TEN_KILLS, registry: 'models' } as const;
    const { ids, broken } = await walked('read-modify-write', seed, input);
    expect(broken).toContain('kill-leaves-parseable');
    expect(ids).toBeDefined();
    expect(ids).not.toContain('claude-opus');
  }
});

test('test 4: after 1,000 updates and ten kills the reference has every model', async () => {
  const { scenario, all } = staged(UPDATES, TEN_KILLS);
  const { verdicts } = await explore(scenario, 'reference', { schedulesMax: 3, limits: { stepsMax: 200_000 } });
  // Nothing but models is updated, and nobody reads: what is said of the rest is not put to the test.
  expect(verdicts.filter(({ verdict, how }) => verdict !== 'holds' && how.kind !== 'vacuous')).toEqual([]);
  const killed = all().map(({ record }) => {
    expect(idsIn('models', record.textOf('models'))).toEqual(expect.arrayContaining(['claude-opus', 'claude-sonnet']));
    return record.changes.filter(({ end }) => end?.kind === 'killed').length;
  });
  // In the default order, which is the first and the last, they meet nobody at work.
  expect(killed.filter((count) => count >= 10)).toHaveLength(2);
});

/** Symptom 4: two plugins bring the same model. */
const SAME_MODEL_TWICE = workloadOf(
  ['a', 'b'].map((letter) =>
    plan('gateway', letter === 'a' ? 0 : 1_000, [{ kind: 'add-model', id: 'claude-opus-4-6' }]),
  ),
  [],
);

test.each([
  ['read-modify-write', 2],
  ['lock-unique-temp-version', 2],
  ['reference', 1],
])(
  'symptom 4 needs no race: a model that is added twice, one add after the other, is there with %s %i times',
  async (implementation, times) => {
    const { ids } = await walked(implementation, 1, { workload: SAME_MODEL_TWICE, registry: 'models' });
    expect(ids).toEqual(Array.from({ length: times }, () => 'claude-opus-4-6'));
  },
);

/** Change 6: some other program cuts the file short, and the gateway is started again. */
const CUT_SHORT: Faults = { ...NO_FAULTS, corruption: { atMs: 5_000 } };
const TWO_ADDS = workloadOf([plan('gateway', 0, [{ kind: 'add-model', id: 'plugin-a-model' }])], ['default-model']);

test.each([
  ['read-modify-write', ['added-after-restart']],
  ['lock-unique-temp-version', ['added-after-restart']],
  ['reference', ['default-model', 'plugin-a-model', 'added-after-restart']],
  ['reference-without-auto-recovery', undefined],
])('from a file that another program has cut short %s goes on with %j', async (implementation, expected) => {
  const { ids } = await walked(implementation, 1, { workload: TWO_ADDS, faults: CUT_SHORT, registry: 'models' });
  expect(ids).toEqual(expected);
});

test('a full disk leaves the old file of the reference, and no temporary one', async () => {
  // The lock's file, then the registry's: two writes each.
  for (const afterWrites of [0, 1, 2, 3]) {
    const faults: Faults = { ...NO_FAULTS, diskFull: { afterWrites } };
    const { ids, files } = await walked('reference', 1, { workload: TWO_ADDS, faults, registry: 'models' });
    expect(ids).toEqual(['default-model']);
    expect(files).toEqual(['models.json', 'providers.json', 'tools.json']);
  }
});

test('a full disk that meets only the copy costs the reference no update', async () => {
  for (const afterWrites of [4, 5]) {
    const faults: Faults = { ...NO_FAULTS, diskFull: { afterWrites } };
    const { ids, files } = await walked('reference', 1, { workload: TWO_ADDS, faults, registry: 'models' });
    expect(ids).toEqual(['default-model', 'plugin-a-model']);
    expect(files).toEqual(['models.json', 'providers.json', 'tools.json']);
  }
});
