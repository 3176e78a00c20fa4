import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CATALOGUE } from '../../scenarios/index.ts';
import { explore } from '../explore/explore.ts';
import { BIN } from '../testing/built-package.ts';
import { AS_FOUND } from '../testing/violated-of.ts';

/** The command explores in worker threads; with one worker or two the findings must be the same. */
function traceHashOfCommand(scenario: string, implementation: string, workers: number): string {
  const out = mkdtempSync(join(tmpdir(), 'raceline-determinism-'));
  const args = ['explore', scenario, '-i', implementation, '--seed', '11', '--schedules', '30', '--json', '--out', out];
  const { stdout } = spawnSync(process.execPath, [BIN, ...args, '--workers', String(workers)], { encoding: 'utf8' });
  return JSON.parse(stdout).traceHash;
}

test.each([
  ['lost-update', 'read-modify-write'],
  ['openclaw-62351-session-lock', 'hold-per-attempt'],
  ['openclaw-81982-fallback-chain', 'lost-provenance'],
])(
  '%s / %s: one seed gives one trace hash in two processes, in workers, in this test, and on either drain',
  async (name, implementation) => {
    const loaded = await CATALOGUE.get(name)?.load();
    if (loaded === undefined) throw new Error(`${name} is not in the catalogue`);
    const options = { seed: 11, schedulesMax: 30 };
    const here = await explore(loaded.scenario, implementation, options, AS_FOUND);
    const again = await explore(loaded.scenario, implementation, options, { ...AS_FOUND, drain: 'next-tick' });
    const commands = [traceHashOfCommand(name, implementation, 1), traceHashOfCommand(name, implementation, 2)];
    expect([again.traceHash, ...commands]).toEqual([here.traceHash, here.traceHash, here.traceHash]);
    expect(here.steps).toBeGreaterThan(300);
  },
);

test.each([
  ['lost-update', 'read-modify-write', 'random-walk'],
  ['lost-update', 'read-modify-write', 'exhaustive'],
  ['openclaw-62351-session-lock', 'timeout-terminal', 'random-walk'],
  ['openclaw-6766-registry-write', 'read-modify-write', 'pos'],
] as const)(
  '%s / %s by %s: each schedule executed twice goes the same way twice, and the report is the same, on either drain',
  async (name, only, strategy) => {
    const { scenario } = (await CATALOGUE.get(name)?.load()) ?? {};
    if (scenario === undefined) throw new Error(`${name} is not in the catalogue`);
    const options = { seed: 3, schedulesMax: 100, strategy, measuresCosts: true };
    // Of the smallest scenario what is minimised is compared too.
    const hooks = name === 'lost-update' ? {} : AS_FOUND;
    const unchecked = await explore(scenario, only, options, hooks);
    const checks = { ...options, checksDeterminism: true };
    expect(await explore(scenario, only, checks, hooks)).toEqual(unchecked);
    expect(await explore(scenario, only, checks, { ...hooks, drain: 'next-tick' })).toEqual(unchecked);
  },
);
