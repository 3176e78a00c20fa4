import type { Limits } from '../../engine/limits.ts';
import type { ExplorationReport } from '../../explore/explore.ts';
import type { ReplayOutcome } from '../../run/replay.ts';
import { type Counterexample, unconfirmed } from '../../scenario/verdict.ts';
import { askOrLose } from './ask-or-lose.ts';
import type { CrewMember, WorkerCrew } from './worker-crew.ts';

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

/** Replays of the counterexamples that were confirmed. */
type Outcomes = Map<Counterexample, ReplayOutcome>;

/** Replays that are worth a thread of their own: loading one takes longer than most. */
const REPLAYS_A_THREAD = 20;

/**
 * Executes every counterexample again in a thread that has not explored, as a replay in a new process does. What a
 * module keeps from one execution to the next (a cache, a counter) can break a property that the schedule alone does not
 * break: nobody could replay that, and the verdict is `unknown`. Where such a thing only changes what is executed (a
 * package that probes the disk once), the execution of the new thread becomes the counterexample.
 */
export async function confirm(
  crew: WorkerCrew,
  limits: Limits,
  reports: readonly ExplorationReport[],
): Promise<ConfirmedReport[]> {
  const claims = reports.flatMap(claimsOf);
  const outcomes: Outcomes = new Map();
  await replayAll(crew, limits, claims, outcomes);
  for (const claim of claims) {
    // Another replay of the same thread may have left something: this time it is alone.
    if (!outcomes.has(claim.counterexample)) await replayAll(crew, limits, [claim], outcomes);
  }
  return reports.map((report) => confirmed(report, outcomes));
}

function claimsOf({ implementation, verdicts }: ExplorationReport): Claim[] {
  return verdicts.flatMap(({ property, counterexample }) =>
    counterexample === null ? [] : [{ implementation, property, counterexample }],
  );
}

/** Adds what the replays showed of the claims that are true. */
async function replayAll(
  crew: WorkerCrew,
  limits: Limits,
  claims: readonly Claim[],
  outcomes: Outcomes,
): Promise<void> {
  if (claims.length === 0) return;
  const queue = claims.values();
  const work = async (member: CrewMember): Promise<void> => {
    for (const claim of queue) {
      const { implementation, counterexample } = claim;
      const input = { implementation, limits, ...counterexample };
      const outcome = await askOrLose(() => member.ask({ kind: 'replay', input }));
      if (outcome !== null && isTrue(claim, outcome)) outcomes.set(claim.counterexample, outcome);
    }
  };
  await crew.withFreshThreads(Math.ceil(claims.length / REPLAYS_A_THREAD), (fresh) =>
    Promise.all(Array.from({ length: fresh.size }, (_, index) => work(fresh.member(index)))),
  );
}

function isTrue({ property }: Claim, { violations, leaks }: ReplayOutcome): boolean {
  return violations.some((violation) => violation.property === property) && leaks.length === 0;
}

function confirmed(report: ExplorationReport, outcomes: Outcomes): ConfirmedReport {
  const replays = new Map<string, ReplayOutcome>();
  const verdicts = report.verdicts.map((verdict) => {
    const { property, counterexample } = verdict;
    if (counterexample === null) return verdict;
    const outcome = outcomes.get(counterexample);
    if (outcome === undefined) return unconfirmed(verdict);
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
