import type { Property } from '../../harness/index.ts';
import type { AuthRecord, Task } from './record.ts';

type Claim = Property<AuthRecord>;

/** How long a refresh may take, a token server that hangs once included, in ms. */
const REFRESH_MS_MAX = 30_000;

/** A server that takes a rotation and never answers is not healthy, nor one that is not reached; one whose answer the network loses is. */
function isHealthy({ faults }: AuthRecord): boolean {
  return !faults.token.includes('hangs') && !faults.token.includes('unreached');
}

/** Requests that had not ended when the token changed for the first time: somebody asked for a new one, or it expired. */
function requestsUnderChange({ requests, refreshes, workload }: AuthRecord): Task[] {
  const changedAt = Math.min(workload.lifetimeMs ?? Infinity, ...refreshes.map(({ startedAt }) => startedAt));
  return requests.filter((request) => changedAt <= endOf(request));
}

const eventuallyAuthorised: Claim = {
  name: 'eventually-authorised',
  kind: 'liveness',
  level: 'documented',
  says: 'while the token server is healthy, no request ends in 401, for want of a token, or never',
  when: 'quiescence',
  applies: (record) => isHealthy(record) && requestsUnderChange(record).length > 0,
  judge(record) {
    if (!isHealthy(record)) return undefined;
    const bad = record.requests.find(({ settledAt, error }) => settledAt === null || error !== null);
    if (bad === undefined) return undefined;
    return {
      message: `${bad.name} ${bad.settledAt === null ? 'never ended' : `ended with ${bad.error}`}`,
      steps: [bad.startedStep],
    };
  },
};

const finalCredentialsValid: Claim = {
  name: 'final-credentials-valid',
  kind: 'safety',
  level: 'documented',
  says: 'at rest, the token that the next request would carry was issued, and no rotation has revoked it',
  when: 'quiescence',
  applies: (record) => isHealthy(record) && record.refreshes.length > 0,
  judge(record) {
    const { client, server } = record;
    if (client === null || server === null || !isHealthy(record)) return undefined;
    // A token that has grown old while nobody used it is for the next request to find out about.
    const since = server.revokedAt(client.token);
    return since === Number.POSITIVE_INFINITY
      ? undefined
      : { message: `the gateway is left with ${client.token || 'no token'}, not valid from ${since} ms on` };
  },
};

const refreshTerminates: Claim = {
  name: 'refresh-terminates',
  kind: 'liveness',
  level: 'strict',
  says: 'a refresh ends within 30 s, well or not, whatever the token server does',
  when: 'quiescence',
  applies: ({ refreshes }) => refreshes.length > 0,
  judge({ refreshes }) {
    const late = refreshes.find((refresh) => lengthOf(refresh) > REFRESH_MS_MAX);
    if (late === undefined) return undefined;
    const outcome = late.settledAt === null ? 'never ended' : `took ${lengthOf(late)} ms`;
    return { message: `${late.name} ${outcome}`, steps: [late.startedStep] };
  },
};

function lengthOf(task: Task): number {
  return endOf(task) - task.startedAt;
}

function endOf({ settledAt }: Task): number {
  return settledAt ?? Infinity;
}

const singleRefresh: Claim = {
  name: 'single-refresh',
  kind: 'safety',
  level: 'documented',
  says: 'at most one rotation is in flight',
  when: 'operation',
  // A request that meets a change may ask for a rotation too.
  applies(record) {
    const asking = [...record.refreshes, ...requestsUnderChange(record)];
    return asking.some((one) => asking.some((other) => one !== other && isBeside(one, other)));
  },
  judge({ overlapping, rotationsBegun, server }) {
    if (overlapping !== undefined || (server?.rotations ?? 0) <= rotationsBegun) return overlapping;
    return { unknown: 'the token server rotated when the client had not told of it: what was in flight is not known' };
  },
};

function isBeside(one: Task, other: Task): boolean {
  return one.startedAt <= endOf(other) && other.startedAt <= endOf(one);
}

export const properties: readonly Claim[] = [
  eventuallyAuthorised,
  finalCredentialsValid,
  refreshTerminates,
  singleRefresh,
];
