import type { Property } from '../../harness/index.ts';
import type { AuthRecord, Task } from './record.ts';
import type { Call, Issued } from './token-server.ts';

type Claim = Property<AuthRecord>;

function callsOf({ server }: AuthRecord): readonly Call[] {
  return server?.calls ?? [];
}

function issuedBy({ server }: AuthRecord): readonly Issued[] {
  return server?.issued ?? [];
}

/** Rotations up to then whose answer did not come: what failed meanwhile may have failed for that. */
function faultsUntil(record: AuthRecord, step: number | null): number {
  const lost = issuedBy(record).filter(({ answer }) => answer !== 'answers');
  const steps = [...lost.map((issued) => issued.step), ...(record.server?.unreached ?? [])];
  return steps.filter((each) => step === null || each <= step).length;
}

const requestIsAnswered: Claim = {
  name: 'request-is-answered',
  kind: 'safety',
  level: 'documented',
  says: "a request that ends well has the provider's answer to it, and none fails that the provider has not refused",
  when: 'quiescence',
  judge(record) {
    for (const request of record.requests) {
      if (request.settledAt === null || request.isKilled) continue;
      const calls = callsOf(record).filter((call) => call.request === request.name);
      const wrong = request.error === null ? whatIsInvented(request, calls) : whyItNeedNotFail(request, calls, record);
      if (wrong !== undefined) return { message: `${request.name} ${wrong}`, steps: [request.startedStep] };
    }
    return undefined;
  },
};

function whatIsInvented({ answer }: Task, calls: readonly Call[]): string | undefined {
  if (answer !== null && calls.some((call) => call.answer === answer)) return undefined;
  return `was answered '${answer ?? ''}', which the provider did not say to it`;
}

/** Who is refused too often is for eventually-authorised to judge. */
function whyItNeedNotFail({ settledStep }: Task, calls: readonly Call[], record: AuthRecord): string | undefined {
  if (calls.some(({ answer }) => answer === null) || faultsUntil(record, settledStep) > 0) return undefined;
  return calls.length === 0 ? 'failed, and was never sent' : 'failed, and the provider had not refused it';
}

const refreshIsDone: Claim = {
  name: 'refresh-is-done',
  kind: 'safety',
  level: 'documented',
  says: 'after a refresh that ends well, the gateway and its new requests have another token; none fails while tokens are answered',
  when: 'quiescence',
  applies: ({ refreshes }) => refreshes.length > 0,
  judge(record) {
    for (const refresh of record.refreshes) {
      if (refresh.settledAt === null || refresh.isKilled) continue;
      const wrong = refresh.error === null ? whatIsLeft(refresh, record) : whyNoToken(refresh, record);
      if (wrong !== undefined) return { message: `${refresh.name} ${wrong}`, steps: [refresh.startedStep] };
    }
    return undefined;
  },
};

function whatIsLeft({ tokenBefore, tokenAfter, settledStep, life }: Task, record: AuthRecord): string | undefined {
  const at = (token: string): number => issuedBy(record).findIndex((issued) => issued.token === token);
  if (tokenAfter === tokenBefore) return `was said to be done, and left the gateway with ${tokenBefore}`;
  if (at(tokenAfter) < 0) return `left the gateway with ${tokenAfter}, which nobody issued`;
  const later = record.requests.filter(
    (request) => request.life === life && settledStep !== null && request.startedStep > settledStep,
  );
  const old = callsOf(record).find(
    ({ request, token }) => at(token) <= at(tokenBefore) && later.some(({ name }) => name === request),
  );
  return old === undefined ? undefined : `was done before ${old.request} began, which carried ${old.token}`;
}

function whyNoToken({ settledStep }: Task, record: AuthRecord): string | undefined {
  return faultsUntil(record, settledStep) > 0 ? undefined : 'failed, and no answer of the token server was lost';
}

const carriedOutOnce: Claim = {
  name: 'carried-out-once',
  kind: 'safety',
  level: 'strict',
  says: 'a request is not sent again once the provider has carried it out, nor after its end',
  when: 'quiescence',
  judge(record) {
    const calls = callsOf(record);
    for (const [at, call] of calls.entries()) {
      const first = calls.slice(0, at).find(({ request, answer }) => request === call.request && answer !== null);
      if (first !== undefined) {
        return { message: `${call.request} was sent again, and had been carried out`, steps: [first.step, call.step] };
      }
      const end = record.requests.find(({ name }) => name === call.request)?.settledStep ?? null;
      if (end === null || end >= call.step) continue;
      return { message: `${call.request} was sent when it was over`, steps: [end, call.step] };
    }
    return undefined;
  },
};

const noNeedlessRotation: Claim = {
  name: 'no-needless-rotation',
  kind: 'safety',
  level: 'strict',
  says: 'a token is revoked only for a refresh, a refused request or a lost token, once for each, and while one of them is under way',
  when: 'quiescence',
  judge(record) {
    const [, ...rotations] = issuedBy(record);
    const refused = callsOf(record).filter(({ answer }) => answer === null).length;
    const reasons = record.refreshes.length + refused + faultsUntil(record, null);
    if (rotations.length > reasons) {
      const asked = `${record.refreshes.length} refreshes and ${refused} refused requests`;
      return { message: `${rotations.length} rotations for ${asked}`, steps: rotations.map(({ step }) => step) };
    }
    const tasks = [...record.refreshes, ...record.requests];
    const late = rotations.find(({ step }) => !tasks.some((task) => isUnderWay(task, step)));
    if (late === undefined) return undefined;
    return { message: `${late.token} was asked for when nothing was under way`, steps: [late.step] };
  },
};

function isUnderWay({ startedStep, settledStep }: Task, step: number): boolean {
  return startedStep <= step && step <= (settledStep ?? Infinity);
}

/** What becomes of the work: without these, doing none of it would hold nearly everything. */
export const workProperties: readonly Claim[] = [requestIsAnswered, refreshIsDone, carriedOutOnce, noNeedlessRotation];
