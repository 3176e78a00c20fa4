import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { CATALOGUE } from '../../../scenarios/index.ts';
import { describeError, RacelineError } from '../../engine/errors.ts';
import { type IssueTimeline, parseIssueTimeline } from '../../scenario/issue-timeline.ts';

/** Timelines of one scenario, with their names. */
export interface ChosenTimelines {
  /** Name, or path of the module that declares it. */
  readonly scenario: string;
  readonly timelines: readonly (readonly [name: string, timeline: IssueTimeline])[];
}

/** Those of the issue that the user named, of all issues, or of the user's own file. Throws ERR_UNKNOWN_SCENARIO. */
export function chosenTimelines(args: { issue?: string | undefined; all: boolean }): ChosenTimelines[] {
  const { issue = '' } = args;
  if (!issue.endsWith('.json')) {
    return chosenIssues(args).map((scenario) => ({ scenario, timelines: timelinesOf(scenario) }));
  }
  const timeline = parseIssueTimeline(readOwn(issue), issue);
  return [{ scenario: timeline.scenario, timelines: [[issue, timeline]] }];
}

function readOwn(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new RacelineError('ERR_UNKNOWN_SCENARIO', {
      what: `${path} cannot be read`,
      why: describeError(error),
      next: 'Give the path of a timeline that raceline explore --save-timeline wrote, or the name of an issue.',
    });
  }
}

function chosenIssues({ issue, all }: { issue?: string | undefined; all: boolean }): string[] {
  const known = [...CATALOGUE].filter(([, { timelines }]) => existsSync(timelines)).map(([name]) => name);
  if (all) return known;
  // An issue may be named by its number, as people do.
  const found = known.filter((name) => issue !== undefined && isCalled(name, issue));
  if (found.length > 0) return found;
  throw new RacelineError('ERR_UNKNOWN_SCENARIO', {
    what: issue === undefined ? 'no issue was named' : `no issue is named "${issue}"`,
    why: `these have timelines: ${known.join(', ')}`,
    next: 'Name one of them, or pass --all.',
  });
}

/** By the scenario's name, by the report's (`openclaw-20769` has three scenarios), or by the number alone. */
function isCalled(name: string, issue: string): boolean {
  const names = [name, ...(CATALOGUE.get(name)?.reports ?? [])];
  return names.some((known) => known === issue || known.startsWith(`${issue}-`) || known.split('-').includes(issue));
}

/** The timelines of a scenario's issue with their names, in order of these. */
function timelinesOf(scenario: string): [name: string, timeline: IssueTimeline][] {
  const folder = CATALOGUE.get(scenario)?.timelines;
  if (folder === undefined) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => [
      file.replace(/\.json$/, ''),
      parseIssueTimeline(readFileSync(new URL(file, folder), 'utf8'), file),
    ]);
}
