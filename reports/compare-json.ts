import type { ComparedScenario } from '../harness/cli/exploration/compare-scenario.ts';
import type { Verdict } from '../harness/scenario/verdict.ts';
import { howText } from './how-text.ts';

/** The object that `compare --json` prints for one scenario. */
export function compareJson(
  { description, options, baseline, generated, rows }: ComparedScenario,
  timelines: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>,
  replayFiles: ReadonlyMap<string, ReadonlyMap<string, string>>,
  version: string,
): object {
  return {
    version,
    scenario: description.name,
    bounds: {
      seed: options.seed,
      strategy: options.strategy,
      schedules: options.schedulesMax,
      proofSteps: options.proofStepsMax ?? 0,
      workloads: description.examples,
      generatedWorkloads: generated,
      limits: { ...description.limits, ...options.limits },
      baseline,
      sharedSteps: Object.fromEntries(rows.map(({ name, shared }) => [name, shared])),
    },
    cells: rows.flatMap(({ name, conclusion }) =>
      conclusion.report.verdicts.map((verdict) => ({
        implementation: name,
        property: verdict.property,
        level: verdict.level,
        verdict: verdict.verdict,
        how: howOf(verdict),
        established: howText(verdict.how),
        executions: verdict.executions,
        workload: verdict.counterexample?.workload ?? null,
        faults: verdict.counterexample?.faults ?? null,
        message: verdict.counterexample?.message ?? null,
        timeline: timelines.get(name)?.get(verdict.property) ?? [],
        replayFile: replayFiles.get(name)?.get(verdict.property) ?? null,
      })),
    ),
    costs: rows.flatMap(({ name, costs }) =>
      costs.map(({ metric, unit, value }) => ({ implementation: name, metric, unit, value })),
    ),
  };
}

/** A violation was executed, so it needs no bounds; anything else is exhaustive only if the verdict says so. */
function howOf({ how }: Verdict): 'exhaustive' | 'sampled' {
  return how.kind === 'exhaustive' ? 'exhaustive' : 'sampled';
}
