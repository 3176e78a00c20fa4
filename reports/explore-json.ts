import type { Verdict } from '../harness/scenario/verdict.ts';
import { howText } from './how-text.ts';
import { jsonText } from './json-text.ts';
import type { Exploration } from './report.ts';
import type { Reporter } from './reporter.ts';

/** One document, or a list of them where there are several implementations. */
export const exploreJson: Reporter<'explore'> = {
  name: 'json',
  says: 'for machines',
  render({ explorations }, { version }) {
    const documents = explorations.map((exploration) => documentOf(exploration, version));
    return jsonText(documents.length === 1 ? documents[0] : documents);
  },
};

function documentOf(exploration: Exploration, version: string): object {
  const { scenario, implementation, seed, strategy, executions, steps, traceHash, verdicts, coverage } =
    exploration.report;
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
    verdicts: verdicts.map((verdict) => verdictOf(verdict, exploration)),
  };
}

function verdictOf(verdict: Verdict, { timelines, replayFiles }: Exploration): object {
  const { property, kind, level, how, executions, exercised, counterexample } = verdict;
  return {
    property,
    kind,
    level,
    verdict: verdict.verdict,
    how,
    established: howText(how),
    executions,
    exercised,
    message: counterexample?.message ?? null,
    workload: counterexample?.workload ?? null,
    faults: counterexample?.faults ?? null,
    timeline: timelines.get(property) ?? [],
    replayFile: replayFiles.get(property) ?? null,
  };
}
