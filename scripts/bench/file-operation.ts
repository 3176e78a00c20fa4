import { readFile } from 'node:fs/promises';
import { DEFAULT_OPTIONS } from '../../harness/explore/explore-options.ts';
import { JobRun } from '../../harness/explore/job-run.ts';
import { planJob } from '../../harness/explore/plan.ts';
import { driveInSlices } from '../../harness/run/slices.ts';
import { limitsOf } from '../../harness/scenario/lookup.ts';
import type { Scenario } from '../../harness/scenario/scenario.ts';
import { trial } from '../../harness/testing/trial.ts';
import { median } from './rounds.ts';

const READS = 500;
const EXECUTIONS = 100;
const ROUNDS = 9;
const PATH = '/state/models.json';
const TEXT = '{"models":["a","b"]}';

/** One actor that reads a small file again and again. `count` counts the reads that gave the right text. */
function benchScenario(count: { reads: number }): Scenario {
  return trial((env) => {
    env.disk.write(PATH, TEXT);
    env.actor('reads', env.process('p'), async () => {
      for (let i = 0; i < READS; i++) {
        if ((await readFile(PATH, 'utf8')) === TEXT) count.reads++;
      }
    });
  });
}

/** Microseconds for one `readFile` of a small file: call, effect, delivery, the awaiting code. Median of the rounds. */
export async function measureFileOperation(): Promise<number> {
  const count = { reads: 0 };
  const scenario = benchScenario(count);
  const micros: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const beganAt = performance.now();
    await runAll(scenario);
    // The first round warms up.
    if (round > 0) micros.push(((performance.now() - beganAt) * 1_000) / (EXECUTIONS * READS));
  }
  // More, for the explorer makes some executions twice.
  if (count.reads < (ROUNDS + 1) * EXECUTIONS * READS || count.reads % READS !== 0)
    throw new Error('the bench scenario did not read its file');
  return median(micros);
}

async function runAll(scenario: Scenario): Promise<void> {
  const options = { ...DEFAULT_OPTIONS, schedulesMax: EXECUTIONS };
  const run = new JobRun({
    scenario,
    subject: undefined,
    job: { ...planJob(scenario, options, 0), executionsMax: EXECUTIONS },
    limits: limitsOf(scenario, options),
  });
  await driveInSlices(run, { usesSeams: true });
  const { executions, violations } = run.findings();
  if (executions !== EXECUTIONS || violations.length > 0) throw new Error('the bench scenario failed');
}
