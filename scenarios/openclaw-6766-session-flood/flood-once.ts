import fc from 'fast-check';
import { runOnce, type Scenario } from '../../harness/index.ts';
import type { Strategy } from '../../harness/strategy.ts';
import type { FloodRecord } from './record.ts';
import { scenario } from './scenario.ts';
import type { Faults, Workload } from './workload.ts';

/** Steps of the longest flood that is run: 6,000 messages, a write each. */
const STEPS_MAX = 60_000;

export interface FloodFigures {
  readonly violated: readonly string[];
  readonly logs: readonly string[];
  readonly acknowledged: number;
  /** Messages in the session files at the end. */
  readonly onDisk: number;
  readonly fileWrites: number;
  /** From an acknowledgement to the disk, of the messages that came there. */
  readonly exposureMsMax: number;
}

/** The scenario with one workload only. */
export function scenarioOf(workload: Workload, faults: Faults = { kill: null, fullDisk: null }): Scenario {
  return {
    ...scenario,
    examples: { only: { workload, faults } },
    workload: fc.constant(workload),
    faults: fc.constant(faults),
  };
}

/** Runs one workload once and counts: for floods of the report's size, which are too long to be explored. */
export async function floodOnce(implementation: string, workload: Workload, strategy: Strategy): Promise<FloodFigures> {
  const only = scenarioOf(workload);
  let record: FloodRecord | undefined;
  const watched: Scenario = {
    ...only,
    setup: (...input) => {
      record = only.setup(...input) as FloodRecord;
      return record;
    },
  };
  const { run, recorder } = await runOnce(watched, { implementation, strategy, limits: { stepsMax: STEPS_MAX } });
  if (record === undefined || run.ending?.kind !== 'quiescent') throw new Error(`no verdict: ${run.ending?.kind}`);
  const logs = recorder.events.filter(({ kind }) => kind === 'log').map(({ text }) => text);
  return { violated: run.violations.map(({ property }) => property), logs, ...figuresOf(record) };
}

function figuresOf(record: FloodRecord): Omit<FloodFigures, 'violated' | 'logs'> {
  const exposures = record.acknowledged.map(({ answer, onDiskAt }) => (onDiskAt ?? answer.at) - answer.at);
  return {
    acknowledged: record.acknowledged.length,
    onDisk: record.sessions().reduce((sum, session) => sum + (record.idsOnDisk(session)?.length ?? 0), 0),
    fileWrites: record.writes.filter(({ kind }) => kind === 'written').length,
    exposureMsMax: Math.max(0, ...exposures),
  };
}
