import { describeError } from '../../engine/errors.ts';
import type { Limits } from '../../engine/limits.ts';
import type { ExplorationReport } from '../../explore/explore.ts';
import type { ReplayOutcome } from '../../run/replay.ts';
import { type Counterexample, unconfirmed } from '../../scenario/verdict.ts';
import type { CrewMember } from './crew-member.ts';
import { NeverYielded } from './watchdog.ts';
import type { WorkerCrew } from './worker-crew.ts';
import type { Request } from './worker-protocol.ts';

/** A report with the replays of its counterexamples, by property, each executed where it meets nothing of others. */
export interface ConfirmedReport {
  readonly report: ExplorationReport;
  readonly replays: ReadonlyMap<string, ReplayOutcome>;
}

/** A counterexample that is to be executed again. */
interface Claim {
  readonly implementation: string;
  readonly property: string;
  readonly counterexample: Counterexample;
}

/** A replay, or why there is none. */
type Outcome = ReplayOutcome | { readonly error: string };

/** Of the schedules that claims rest on, by the schedule. Those are missing that came too late. */
type Outcomes = ReadonlyMap<string, Outcome>;

/** Real ms for which confirming goes on after Ctrl-C. What is not confirmed by then is unknown. */
export const CONFIRMING_MS_MAX = 5_000;

/**
 * Executes every counterexample again in a thread of its own, as a replay in a new process does: in one that has executed
 * anything, be it another counterexample, something may have been left that breaks this one too. What a
 * module keeps from one execution to the next (a cache, a counter) can break a property that the schedule alone does not
 * break: nobody could replay that, and the verdict is `unknown`. Where such a thing only changes what is executed (a
 * package that probes the disk once), the execution of the new thread becomes the counterexample. Once `isLate`, nothing more is
 * executed.
 */
export async function confirm(
  crew: WorkerCrew,
  limits: Limits,
  reports: readonly ExplorationReport[],
  isLate: () => boolean = () => false,
): Promise<ConfirmedReport[]> {
  const outcomes = await replayAll(crew, limits, reports.flatMap(claimsOf), isLate);
  return reports.map((report) => confirmed(report, outcomes));
}

function claimsOf({ implementation, verdicts }: ExplorationReport): Claim[] {
  return verdicts.flatMap(({ property, counterexample }) =>
    counterexample === null ? [] : [{ implementation, property, counterexample }],
  );
}

/** One execution often breaks several properties: it is executed once. */
function scheduleOf({ implementation, counterexample }: Claim): string {
  const { workload, faults, randomSeed, schedule } = counterexample;
  return JSON.stringify([implementation, workload, faults, randomSeed, schedule]);
}

async function replayAll(
  crew: WorkerCrew,
  limits: Limits,
  claims: readonly Claim[],
  isLate: () => boolean,
): Promise<Outcomes> {
  const outcomes = new Map<string, Outcome>();
  const queue = new Map(claims.map((claim) => [scheduleOf(claim), claim])).entries();
  const work = async (): Promise<void> => {
    for (const [schedule, { implementation, counterexample }] of queue) {
      if (isLate()) return;
      const input = { implementation, limits, ...counterexample };
      outcomes.set(schedule, await crew.withFreshThread((fresh) => replayIn(fresh, input)));
    }
  };
  await Promise.all(Array.from({ length: crew.size }, work));
  return outcomes;
}

async function replayIn(fresh: CrewMember, input: (Request & { kind: 'replay' })['input']): Promise<Outcome> {
  try {
    return await fresh.ask({ kind: 'replay', input });
  } catch (error) {
    return { error: error instanceof NeverYielded ? error.message : describeError(error) };
  }
}

function isTrue({ property }: Claim, { violations, leaks }: ReplayOutcome): boolean {
  return violations.some((violation) => violation.property === property) && leaks.length === 0;
}

function confirmed(report: ExplorationReport, outcomes: Outcomes): ConfirmedReport {
  const replays = new Map<string, ReplayOutcome>();
  const verdicts = report.verdicts.map((verdict) => {
    const { property, counterexample } = verdict;
    if (counterexample === null) return verdict;
    const claim = { implementation: report.implementation, property, counterexample };
    const outcome = outcomes.get(scheduleOf(claim));
    if (outcome === undefined) return unconfirmed(verdict, { kind: 'unexamined' });
    if ('error' in outcome) return unconfirmed(verdict, { kind: 'unconfirmed', error: outcome.error });
    if (!isTrue(claim, outcome)) return unconfirmed(verdict);
    replays.set(property, outcome);
    return { ...verdict, counterexample: asExecuted(property, counterexample, outcome) };
  });
  return { report: { ...report, verdicts }, replays };
}

function asExecuted(property: string, known: Counterexample, { traceHash, violations }: ReplayOutcome): Counterexample {
  if (traceHash === known.traceHash) return known;
  const violation = violations.find((each) => each.property === property);
  return { ...known, traceHash, message: violation?.evidence.message ?? known.message };
}
