import type { Verdict } from '../harness/scenario/verdict.ts';
import { isForDoingLess } from './cost-tables.ts';
import { howText } from './how-text.ts';
import { jsonText } from './json-text.ts';
import type { ComparedImplementation, ComparedScenario } from './report.ts';
import type { Reporter } from './reporter.ts';

/** A document a scenario; a list of them with `--all`. */
export const compareJson: Reporter<'compare'> = {
  name: 'json',
  says: 'for machines',
  render({ scenarios, isOfAll }, { version }) {
    const documents = scenarios.map((compared) => documentOf(compared, version));
    return jsonText(isOfAll ? documents : documents[0]);
  },
};

function documentOf(comparison: ComparedScenario, version: string): object {
  const { description, rows, baseline } = comparison;
  const compared = rows.find(({ name }) => name === baseline);
  return {
    version,
    scenario: description.name,
    bounds: boundsOf(comparison),
    cells: rows.flatMap((row) => row.report.verdicts.map((verdict) => cellOf(row, verdict))),
    tallies: rows.flatMap(({ name, report }) =>
      report.coverage.tallies.map((tally) => ({ implementation: name, ...tally })),
    ),
    costs: rows.flatMap((row) =>
      row.costs.map((cost) => {
        const { metric, unit, value } = cost;
        return { implementation: row.name, metric, unit, value, isForDoingLess: isForDoingLess(cost, row, compared) };
      }),
    ),
  };
}

function boundsOf({ description, options, baseline, generated, rows }: ComparedScenario): object {
  return {
    seed: options.seed,
    strategy: options.strategy,
    schedules: options.schedulesMax,
    proofSteps: options.proofStepsMax ?? 0,
    workloads: description.examples,
    generatedWorkloads: generated,
    limits: { ...description.limits, ...options.limits },
    baseline,
    sharedSteps: Object.fromEntries(rows.map(({ name, shared }) => [name, shared])),
  };
}

function cellOf({ name, timelines, replayFiles }: ComparedImplementation, verdict: Verdict): object {
  const { property, level, executions, exercised, counterexample } = verdict;
  return {
    implementation: name,
    property,
    level,
    verdict: verdict.verdict,
    how: howOf(verdict),
    established: howText(verdict.how),
    executions,
    exercised,
    workload: counterexample?.workload ?? null,
    faults: counterexample?.faults ?? null,
    message: counterexample?.message ?? null,
    timeline: timelines.get(property) ?? [],
    replayFile: replayFiles.get(property) ?? null,
  };
}

/** A violation was executed, so it needs no bounds; anything else is exhaustive only if the verdict says so. */
function howOf({ how }: Verdict): 'exhaustive' | 'sampled' {
  return how.kind === 'exhaustive' ? 'exhaustive' : 'sampled';
}
