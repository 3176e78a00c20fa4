import type { Coverage, Exhausted } from '../harness/scenario/coverage.ts';
import type { Established, Found, How, Unknown } from '../harness/scenario/how.ts';

/** What a verdict rests on, in one line; clauses are separated by semicolons. */
export function howText(how: How): string {
  return howClauses(how).join('; ');
}

/** The same in clauses, the most important first. */
export function howClauses(how: How): readonly string[] {
  const clauses = isEstablished(how) ? establishedClauses(how) : [foundOrUnknownText(how)];
  const { shard } = how;
  if (shard === null) return clauses;
  const [first, ...rest] = clauses;
  return [`shard ${shard.index} of ${shard.count} alone: ${first}`, ...rest];
}

function isEstablished(how: Established | Found | Unknown): how is Established {
  return how.kind === 'exhaustive' || how.kind === 'sampled';
}

/** What is behind most of the bounds that are hit. */
const UNENDING: Readonly<Record<string, string>> = {
  stepsMax: ': it needs more, or never ends, as a setInterval that no actor stops and that is not unref()ed',
  virtualMsMax: ': a timer waits longer than that, or something repeats that nobody stops',
};

const KEEPS =
  'the code keeps something from one execution to the next (a module-level variable, a cache); make it in setup';

function notAgain(error: string | null): string {
  const ends = error === null ? 'does not break it' : `cannot be executed (${error})`;
  return `but the same schedule alone, in a new thread, ${ends}: ${KEEPS}`;
}

function foundOrUnknownText(how: Found | Unknown): string {
  switch (how.kind) {
    case 'found':
      return foundText(how);
    case 'unconfirmed':
      return `ERR_UNCONTROLLED_NONDETERMINISM: found in ${number(how.executions)} executions, ${notAgain(how.error)}`;
    case 'unexamined':
      return `found in ${number(how.executions)} executions, and interrupted before the same schedule was executed alone, in a new thread`;
    case 'vacuous':
      return `never exercised: in none of ${number(how.executions)} executions did that happen which it speaks of (its applies)`;
    case 'doubt':
      return `${how.code}: ${how.says}`;
    case 'bound':
      return `${how.times} of ${how.executions} executions hit the bound ${how.bound} = ${how.value}${UNENDING[how.bound] ?? ''}`;
    case 'undecided':
      return `the property could not decide ${how.times} of ${how.executions} executions: ${how.reason}`;
    case 'stuck':
    case 'failed':
      return how.message;
    case 'incomplete':
      return how.says;
    default:
      return budgetText(how);
  }
}

type Budget = Extract<
  Unknown,
  { kind: 'interrupted' | 'bail' | 'no-jobs' | 'nothing-executed' | 'schedules-budget' | 'time-budget' }
>;

function budgetText(how: Budget): string {
  switch (how.kind) {
    case 'interrupted':
      return `interrupted after ${how.executions} executions`;
    case 'bail':
      return `--bail ended it after ${number(how.executions)} executions, with every declared property broken`;
    case 'no-jobs':
      return 'there are more shards than jobs, and it has none';
    case 'nothing-executed':
      return 'nothing was executed';
    case 'schedules-budget':
      return `the budget of ${how.schedules} schedules ran out before all were explored`;
    case 'time-budget':
      return `the time budget of ${how.seconds} s ran out after ${how.jobs} of ${how.jobsPlanned} jobs`;
  }
}

function foundText({ first, times, executions }: Found): string {
  const { execution, origin, strategy } = first;
  return `first at execution ${number(execution)} (${origin}, ${strategy}); ${number(times)} of ${number(executions)}`;
}

function establishedClauses(how: Established): string[] {
  const { kind, coverage, strategy, examples } = how;
  const { exhausted, isWarmed } = coverage;
  const all =
    kind === 'exhaustive' ? [`exhaustive: all schedules of ${namesOf(examples)}, ${unitsOf(exhausted, strategy)}`] : [];
  const also = [...(isWarmed ? [WARMED] : []), ...realText(coverage), ...(coverage.hasOwnTurns ? [OWN_TURNS] : [])];
  const small = smallText(exhausted);
  if (strategy.enumerates) return [...all, ...oneDraw(coverage, all), ...also];
  const isSome = kind === 'sampled' && exhausted.examples.length > 0;
  const some = isSome ? [`all schedules of ${listOf(exhausted.examples)}`] : [];
  const sampled = [sampledText(how), ...tracesText(coverage, strategy)];
  return [...all, ...sampled, ...some, ...small, ...oneDraw(coverage, [...all, ...some, ...small]), ...also];
}

/** Each draw may have schedules of its own: what is `proven` is so under one. */
function oneDraw({ hasDrawn }: Established['coverage'], proven: readonly string[]): string[] {
  return hasDrawn && proven.length > 0 ? ['under one draw of randomness'] : [];
}

const WARMED =
  'the first execution of a thread goes another way than the others: a module keeps something of it, ' +
  'and what is done once only was hardly explored';

/** No replay gives such a value again. */
function realText({ real }: Coverage): string[] {
  return real.length === 0 ? [] : [`with real values from ${real.join(', ')}: what depends on them was not explored`];
}

const OWN_TURNS = 'actors of one process in turns of their own (env.together begins them in one)';

function sampledText({ coverage, strategy, guarantee, examples }: Established): string {
  const { executions, workloads } = coverage;
  const text = `${number(executions)} executions of ${strategy.name} over ${count(workloads, 'workload')}${sharesText(coverage, examples)}`;
  if (guarantee === null) return text;
  return `${text}, which show ${guarantee.shows} with probability at least ${percent(guarantee.probability)}`;
}

/** How the executions are spread, and which examples had none. */
function sharesText({ executions, workloads, examples, exhausted }: Coverage, all: readonly string[]): string {
  const counts = Object.values(examples);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const generated = workloads - counts.length;
  const rest = executions - counts.reduce((sum, each) => sum + each, 0);
  const missing = all.filter((name) => !Object.hasOwn(examples, name) && !exhausted.examples.includes(name));
  const parts = [
    ...(counts.length === 0
      ? []
      : [`${count(counts.length, 'example')} ${range(least, most)}${counts.length > 1 ? ' each' : ''}`]),
    ...(generated === 0 ? [] : [`${generated} generated ${number(rest)}`]),
  ];
  const none = missing.length === 0 ? '' : `, none of ${listOf(missing)}`;
  return `${parts.length > 1 || least !== most ? ` (${parts.join(', ')})` : ''}${none}`;
}

function range(least: number, most: number): string {
  return least === most ? number(least) : `${number(least)} to ${number(most)}`;
}

function tracesText({ traces }: Coverage, { learns }: Established['strategy']): string[] {
  if (traces === null) return [];
  const { looked, classes, once, unseen } = traces;
  return [
    `of ${number(looked)} looked at ${number(classes)} traces, ${number(once)} of them once: ${learns ? 'very roughly' : 'about'} ${percent(unseen)} of further ones would be new`,
  ];
}

function smallText({ generated, upToSize }: Exhausted): string[] {
  if (generated === 0) return [];
  const all = upToSize < 0 ? '' : `, all up to size ${upToSize} among them`;
  return [`all schedules of ${generated} small generated workloads${all}`];
}

function unitsOf({ traces }: Exhausted, { reduces }: Established['strategy']): string {
  return count(traces, reduces ? 'trace' : 'schedule');
}

function namesOf(names: readonly string[]): string {
  return names.length === 1 ? `the workload ${names[0]}` : `the ${names.length} workloads ${names.join(', ')}`;
}

function listOf(names: readonly string[]): string {
  return names.length > 3 ? `${names.length} examples (${names.slice(0, 3).join(', ')}, ...)` : names.join(', ');
}

function percent(part: number): string {
  const value = 100 * part;
  return `${value >= 1 || value === 0 ? value.toFixed(0) : value.toPrecision(1)} %`;
}

function count(of: number, what: string): string {
  return `${number(of)} ${what}${of === 1 ? '' : 's'}`;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
