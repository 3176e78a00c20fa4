import type { ExplorationReport } from '../harness/explore/explore.ts';
import { howText } from './how-text.ts';

/** The one object that `explore --json` prints. */
export function exploreJson(
  report: ExplorationReport,
  timelines: ReadonlyMap<string, readonly string[]>,
  replayFiles: ReadonlyMap<string, string>,
  version: string,
): object {
  const { scenario, implementation, seed, strategy, executions, steps, traceHash, verdicts, coverage } = report;
  return {
    version,
    scenario,
    implementation,
    seed,
    strategy,
    executions,
    steps,
    traceHash,
    coverage,
    verdicts: verdicts.map((verdict) => ({
      property: verdict.property,
      kind: verdict.kind,
      level: verdict.level,
      verdict: verdict.verdict,
      how: verdict.how,
      established: howText(verdict.how),
      executions: verdict.executions,
      message: verdict.counterexample?.message ?? null,
      workload: verdict.counterexample?.workload ?? null,
      faults: verdict.counterexample?.faults ?? null,
      timeline: timelines.get(verdict.property) ?? [],
      replayFile: replayFiles.get(verdict.property) ?? null,
    })),
  };
}
