import type { Verdict } from '../harness/scenario/verdict.ts';
import { markup } from './markup.ts';
import { replayCommand } from './replay-command.ts';
import type { ComparedScenario, Exploration } from './report.ts';
import type { Reporter } from './reporter.ts';
import { verdictText } from './verdict-text.ts';

export const exploreJunit: Reporter<'explore'> = {
  name: 'junit',
  says: 'JUnit XML, for CI',
  render: ({ explorations }) => junitFile(explorations.map(junitSuite)),
};

export const compareJunit: Reporter<'compare'> = {
  name: 'junit',
  says: 'JUnit XML, for CI',
  render: ({ scenarios }) => junitFile(scenarios.flatMap(suitesOf)),
};

function suitesOf({ description, rows, wasInterrupted }: ComparedScenario): string[] {
  return [...rows.map(junitSuite), ...(wasInterrupted ? [interruptedSuite(description.name)] : [])];
}

/** A whole JUnit file. */
function junitFile(suites: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="raceline">\n${suites.join('')}</testsuites>\n`;
}

/** A suite an implementation, a case a property. It has no times: a reporter has no clock, and virtual time is not the run's. */
function junitSuite(exploration: Exploration): string {
  const { scenario, implementation, verdicts } = exploration.report;
  const count = (kind: Verdict['verdict']): number => verdicts.filter(({ verdict }) => verdict === kind).length;
  const name = markup(`${scenario} / ${implementation}`);
  const counts = `tests="${verdicts.length}" failures="${count('violated')}" errors="${count('unknown')}" skipped="0"`;
  // CI servers split a class name at its last dot, and so list implementations below their scenario.
  const classname = markup(`${scenario}.${implementation}`);
  const cases = verdicts.map(
    (verdict) =>
      `    <testcase classname="${classname}" name="${markup(verdict.property)}">${outcomeOf(verdict, exploration)}</testcase>\n`,
  );
  return `  <testsuite name="${name}" ${counts}>\n${cases.join('')}  </testsuite>\n`;
}

/** What of a suite was not run is not green either. */
function interruptedSuite(scenario: string): string {
  const error = element('error', 'interrupted', ['Implementations may be missing from this file.']);
  const testcase = `<testcase classname="${markup(scenario)}" name="interrupted">${error}</testcase>`;
  return `  <testsuite name="${markup(scenario)}" tests="1" failures="0" errors="1" skipped="0">\n    ${testcase}\n  </testsuite>\n`;
}

function outcomeOf(verdict: Verdict, exploration: Exploration): string {
  const rests = verdictText(verdict);
  switch (verdict.verdict) {
    case 'violated':
      return element('failure', verdict.counterexample?.message ?? rests, evidence(verdict, exploration));
    case 'unknown':
      // Not <skipped>: that fails no run, and GitLab and Jenkins long showed it as passed.
      return element('error', `unknown: ${rests}`, [rests]);
    case 'holds':
      return `<system-out>${markup(rests)}</system-out>`;
  }
}

function element(tag: 'failure' | 'error', message: string, lines: readonly string[]): string {
  const type = tag === 'failure' ? 'violated' : 'unknown';
  return `<${tag} type="${type}" message="${markup(message)}">${lines.map(markup).join('\n')}</${tag}>`;
}

/** The timeline is bounded by the scenario's limits, so all of it stands here. */
function evidence({ property, counterexample }: Verdict, { timelines, replayFiles }: Exploration): string[] {
  return [
    counterexample?.message ?? '',
    `workload ${JSON.stringify(counterexample?.workload)}`,
    `faults ${JSON.stringify(counterexample?.faults)}`,
    ...(timelines.get(property) ?? []),
    replayCommand(replayFiles.get(property)),
  ];
}
