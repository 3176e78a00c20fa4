import type { Bound } from '../engine/ending.ts';
import { type Limits, UNHANDLED_MAX } from '../engine/limits.ts';
import { ENGINE_PROPERTIES } from '../run/judge.ts';
import type { Coverage } from '../scenario/coverage.ts';
import type { Doubt, Established, How, Shard, Unknown } from '../scenario/how.ts';
import { limitsOf } from '../scenario/lookup.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Verdict } from '../scenario/verdict.ts';
import { strategyOf } from '../strategies/catalogue.ts';
import { DEFAULT_DEPTH } from '../strategies/strategy-definition.ts';
import { type ExploreOptions, proverOf } from './explore-options.ts';
import type { Findings } from './merge.ts';
import { KEEPS_SOMETHING } from './repeat-first.ts';
import { coverageWithin, WHOLE } from './shard.ts';

/** Why an exploration ended before its plan did, if it did. */
export type Interruption =
  | { readonly kind: 'time'; readonly seconds: number }
  | { readonly kind: 'interrupt' }
  /**
   * Nothing was left to decide, and that was asked for; or most executions hit a bound, or one did damage, or began what no seam
   * controls: see early-end.ts.
   */
  | { readonly kind: 'bail' | 'bounds' | 'leak' }
  /** A step never returned; or the engine failed, or its thread ended. */
  | { readonly kind: 'stuck' | 'failed'; readonly message: string; readonly job: number };

/** What verdicts depend on beside the findings. */
export interface Circumstances {
  /** Of the shard. */
  readonly jobsPlanned: number;
  readonly interruption: Interruption | null;
  readonly timeIsTheGoal: boolean;
  /** Default: the whole. */
  readonly shard?: Shard;
}

/** The verdict on each property, counterexamples still to come. */
export function judgeFindings(
  scenario: Scenario,
  options: ExploreOptions,
  findings: Findings,
  context: Circumstances,
): Omit<Verdict, 'counterexample'>[] {
  const { shard = WHOLE } = context;
  const { executions } = findings;
  const general = whyUnknown(scenario, options, findings, context) ?? established(scenario, options, findings, shard);
  return judgedProperties(scenario).map((property) => {
    const how = howOf(property, findings, general);
    const within = shard.count === 1 ? null : shard;
    const { applies, ...claim } = property;
    const exercised = applies ? (findings.exercised[property.property] ?? 0) : null;
    return { ...claim, verdict: verdictOf(how), how: { ...how, shard: within }, executions, exercised };
  });
}

/** A property as verdicts name it, and whether it says when it is put to the test. */
type Claim = Pick<Verdict, 'property' | 'kind' | 'level'> & { readonly applies: boolean };

/** The scenario's properties and the engine's own, in order. */
function judgedProperties({ properties }: Scenario): Claim[] {
  const own = properties.map(({ name: property, kind, level, applies }) => {
    return { property, kind, level, applies: applies !== undefined };
  });
  const engine = ENGINE_PROPERTIES.map((property): Claim => {
    return { property, kind: 'safety', level: 'documented', applies: false };
  });
  return [...own, ...engine];
}

type Basis = How extends infer Each ? (Each extends unknown ? Omit<Each, 'shard'> : never) : never;

/** `general`: what is true of every property that nothing special is known of. */
function howOf({ property, applies }: Claim, findings: Findings, general: Unknown | Established): Basis {
  const { executions, violations, undecided, exercised } = findings;
  const violation = violations.get(property);
  if (violation !== undefined) return { kind: 'found', executions, times: violation.times, first: violation.first };
  const open = undecided.find((each) => each.property === property);
  if (open !== undefined) return { kind: 'undecided', reason: open.reason, times: open.times, executions };
  const isVacuous = applies && (exercised[property] ?? 0) === 0;
  return isVacuous && isEstablished(general) ? { kind: 'vacuous', executions } : general;
}

function isEstablished({ kind }: Basis): boolean {
  return kind === 'exhaustive' || kind === 'sampled';
}

function verdictOf(basis: Basis): Verdict['verdict'] {
  if (basis.kind === 'found') return 'violated';
  return isEstablished(basis) ? 'holds' : 'unknown';
}

/** What a verdict that something holds rests on. */
function established(scenario: Scenario, options: ExploreOptions, findings: Findings, shard: Shard): Established {
  const { exhausted } = findings.coverage;
  // A shard does not have all examples. Those that it has it names, and claims no others.
  const isPart = shard.count > 1 && exhausted.examples.length > 0;
  const examples = isPart ? exhausted.examples : Object.keys(scenario.examples);
  return {
    kind: examples.every((name) => exhausted.examples.includes(name)) ? 'exhaustive' : 'sampled',
    examples,
    coverage: coverageWithin(shard, findings.coverage),
    strategy: factsOf(options),
    guarantee: guaranteeOf(options, findings.coverage),
  };
}

function factsOf(options: ExploreOptions): Established['strategy'] {
  const { name, facts } = strategyOf(options.strategy);
  return { name, enumerates: facts.enumerates, learns: facts.learns, reduces: proverOf(options).facts.reduces };
}

function guaranteeOf(
  { strategy, depth = DEFAULT_DEPTH }: ExploreOptions,
  coverage: Coverage,
): Established['guarantee'] {
  return strategyOf(strategy).guarantee?.({ depth, ...coverage }) ?? null;
}

/** The first reason for which no property can be said to hold; null if there is none. */
function whyUnknown(
  scenario: Scenario,
  options: ExploreOptions,
  findings: Findings,
  context: Circumstances,
): Unknown | null {
  const leak = damageAmong(findings.leaks) ?? findings.leaks[0];
  if (leak !== undefined) return { kind: 'doubt', ...leak };
  return (
    boundHit(findings, limitsOf(scenario, options)) ??
    endedEarly(findings, context) ??
    incomplete(options, findings, context) ??
    (context.timeIsTheGoal ? null : outOfTime(findings, context))
  );
}

/** What says that the engine itself was damaged: whatever else was noted then may be due to that. */
export function damageAmong(leaks: Findings['leaks']): Doubt | undefined {
  return leaks.find(({ code }) => code === 'ERR_DAMAGED_GLOBALS');
}

function boundHit({ bounds, executions }: Findings, limits: Limits): Unknown | null {
  const [hit] = Object.entries(bounds) as [Bound, number][];
  if (hit === undefined) return null;
  const [bound, times] = hit;
  const value = bound === 'unhandledMax' ? UNHANDLED_MAX : limits[bound];
  return { kind: 'bound', bound, value, times, executions };
}

function endedEarly({ executions }: Findings, { interruption, jobsPlanned }: Circumstances): Unknown | null {
  if (interruption?.kind === 'stuck' || interruption?.kind === 'failed') {
    return { kind: interruption.kind, message: interruption.message };
  }
  if (interruption?.kind === 'interrupt') return { kind: 'interrupted', executions };
  if (interruption?.kind === 'bail') return { kind: 'bail', executions };
  if (jobsPlanned === 0) return { kind: 'no-jobs' };
  return executions === 0 ? { kind: 'nothing-executed' } : null;
}

/** What an exhaustive exploration lacks. */
function incomplete(
  { strategy, schedulesMax }: ExploreOptions,
  findings: Findings,
  context: Circumstances,
): Unknown | null {
  if (!strategyOf(strategy).facts.enumerates) return null;
  if (findings.unrepeatable !== null) {
    const says = `${findings.unrepeatable}: ${KEEPS_SOMETHING}`;
    return { kind: 'doubt', code: 'ERR_UNCONTROLLED_NONDETERMINISM', says };
  }
  if (findings.incomplete !== null) return { kind: 'incomplete', says: findings.incomplete };
  // However it was asked for: jobs that never began are not exhausted either.
  const ranOut = outOfTime(findings, context);
  if (ranOut !== null || findings.isExhausted) return ranOut;
  return { kind: 'schedules-budget', schedules: schedulesMax };
}

function outOfTime({ jobs }: Findings, { interruption, jobsPlanned }: Circumstances): Unknown | null {
  if (interruption?.kind !== 'time') return null;
  return { kind: 'time-budget', seconds: interruption.seconds, jobs, jobsPlanned };
}
