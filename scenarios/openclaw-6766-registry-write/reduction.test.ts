import { expect, test } from 'vitest';
import { explore, type Scenario } from '../../harness/index.ts';
import { AS_FOUND, violatedOf } from '../../harness/testing/violated-of.ts';
import { scenario } from './scenario.ts';
import { NO_FAULTS, type ProcessPlan, type Workload } from './workload.ts';

function command(id: string): ProcessPlan {
  return { kind: 'command', atMs: 0, withinMs: null, tasks: [{ kind: 'add-model', id }] };
}

function only(processes: readonly ProcessPlan[], reads: number): Scenario {
  const workload: Workload = { models: [], version: null, processes, reads };
  return { ...scenario, examples: { only: { workload, faults: NO_FAULTS } } };
}

async function all(explored: Scenario, strategy: 'exhaustive' | 'plain-exhaustive') {
  const report = await explore(explored, 'read-modify-write', { strategy, schedulesMax: 20_000 }, AS_FOUND);
  // Without a fault or a user's choice much is never put to the test. Nothing else may be unknown.
  expect(report.verdicts.filter(({ verdict, how }) => verdict === 'unknown' && how.kind !== 'vacuous')).toEqual([]);
  const violated = violatedOf(report.verdicts);
  return { executions: report.executions, violated };
}

test.each([
  [
    'two commands',
    [command('a'), command('b')],
    0,
    12_870,
    ['no-lost-update-across-processes', 'acknowledged-is-there'],
  ],
  ['a command and a reader', [command('a')], 1, 495, ['reader-never-sees-torn']],
] as const)(
  '%s: what is found in all schedules is found in a fifth of them at most',
  async (_, processes, reads, schedules, violated) => {
    const explored = only(processes, reads);
    expect(await all(explored, 'plain-exhaustive')).toEqual({ executions: schedules, violated });
    const reduced = await all(explored, 'exhaustive');
    expect(reduced.violated).toEqual(violated);
    expect(reduced.executions).toBeLessThan(schedules / 5);
  },
);
