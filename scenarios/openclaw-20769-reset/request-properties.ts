import type { Evidence, Property } from '../../harness/index.ts';
import type { ReloadRecord, RequestEnd, RequestRecord, ResetRecord, Use } from './record.ts';

type Claim = Property<ResetRecord>;

/** The first request for which `judge` finds something. */
function everyRequest(judge: (request: RequestRecord, record: ResetRecord) => Evidence | undefined): Claim['judge'] {
  return (record) => {
    for (const request of record.requests.values()) {
      const evidence = judge(request, record);
      if (evidence !== undefined) return evidence;
    }
    return undefined;
  };
}

/** A request and a reload of which one began while the other was under way. */
function isReloadMet({ requests, reloads }: ResetRecord, isAsked: (reload: ReloadRecord) => boolean): boolean {
  const asked = reloads.filter(isAsked);
  return [...requests.values()].some(({ sent, end }) =>
    asked.some((reload) => sent.step <= endOf(reload) && reload.started.step <= (end?.step ?? Infinity)),
  );
}

function endOf({ end }: ReloadRecord): number {
  return end?.step ?? Infinity;
}

const providerAlwaysDefined: Claim = {
  name: 'provider-always-defined',
  kind: 'safety',
  level: 'documented',
  says: 'no accepted request fails because its provider is undefined or closed',
  when: 'quiescence',
  applies: (record) => isReloadMet(record, () => true),
  // However the failure is worded: where the provider itself has done nothing wrong, the request has lost it.
  judge: everyRequest(({ id, accepted, isProviderFaulty, end }) => {
    if (end?.kind !== 'failed' || isProviderFaulty) return undefined;
    const last = accepted.at(-1);
    if (last === undefined) return undefined;
    return {
      message: `${id} was accepted under config version ${last?.version} and failed: ${end.message}`,
      steps: [last.step, end.step],
    };
  }),
};

const acceptedIsAnswered: Claim = {
  name: 'accepted-is-answered',
  kind: 'liveness',
  level: 'documented',
  says: 'an accepted request ends with the answer of the provider, unless the provider fails or hangs',
  when: 'quiescence',
  applies: (record) => isReloadMet(record, () => true),
  judge: everyRequest(({ id, accepted, isProviderFaulty, end }) => {
    const last = accepted.at(-1);
    if (last === undefined || isProviderFaulty || end?.kind === 'killed') return undefined;
    if (end?.kind === 'answered' && end.isGenuine) return undefined;
    const steps = end === null ? [last.step] : [last.step, end.step];
    return { message: `${id} was accepted and ${whatBecame(end)}`, steps };
  }),
};

function messageOf(end: RequestEnd): string {
  return end.kind === 'answered' ? '' : end.message;
}

function whatBecame(end: RequestEnd | null): string {
  if (end === null) return 'never ended';
  if (end.kind === 'answered') return 'got an answer that the provider never gave';
  return `${end.kind === 'refused' ? 'then refused' : 'failed'}: ${end.message}`;
}

const calledOnce: Claim = {
  name: 'called-once',
  kind: 'safety',
  level: 'strict',
  says: 'the provider is asked once for each request, and not after that has ended',
  when: 'quiescence',
  judge: everyRequest(({ id, calls, isProviderFaulty, end }) => {
    const [first, second] = calls;
    if (first === undefined) return undefined;
    const late = calls.find(({ step }) => end !== null && step > end.step);
    if (late !== undefined) return { message: `${id} had ended when the provider was asked`, steps: [late.step] };
    // Asking again is the answer to a provider that fails.
    if (second === undefined || isProviderFaulty) return undefined;
    return { message: `the provider was asked ${calls.length} times for ${id}`, steps: [first.step, second.step] };
  }),
};

const originalModel: Claim = {
  name: 'original-model',
  kind: 'safety',
  level: 'documented',
  says: 'an accepted request runs on the config version that it was accepted under',
  when: 'quiescence',
  applies: (record) => isReloadMet(record, isOfNewConfig),
  judge: everyRequest(({ id, accepted, calls }) => {
    for (const call of calls) {
      const under = acceptanceOf(call, accepted);
      if (under === undefined || under.version === call.version) continue;
      return {
        message: `${id} was accepted under config version ${under.version} and ran on version ${call.version}`,
        steps: [under.step, call.step],
      };
    }
    return undefined;
  }),
};

/** Somebody had edited the config that the gateway started with. */
function isOfNewConfig({ diskVersion }: ReloadRecord): boolean {
  return diskVersion > 1;
}

/** Clients that try again are accepted again: the last time before the call counts. */
function acceptanceOf(call: Use, accepted: readonly Use[]): Use | undefined {
  return accepted.findLast(({ step }) => step <= call.step);
}

const noSpuriousRefusal: Claim = {
  name: 'no-spurious-refusal',
  kind: 'safety',
  level: 'strict',
  says: 'no request is refused while the old config or the new one could serve it',
  when: 'quiescence',
  // What a reload leaves behind may refuse those who come after it too.
  applies: ({ requests, reloads }) =>
    [...requests.values()].some(({ end }) => reloads.some(({ started }) => started.step <= (end?.step ?? Infinity))),
  judge: everyRequest((request, record) => {
    const { id, sent, end } = request;
    if (end?.kind === 'killed') return undefined;
    if (end?.kind !== 'refused') return isLetIn(request) ? undefined : leftOutside(request);
    // That some config lacks the model is a reason to say so, not a reason to let nobody in.
    if (end.isUnknownModel && record.isDropped()) return undefined;
    return { message: `${id} was refused: ${end.message}`, steps: [sent.step, end.step] };
  }),
};

/** By what the gateway told, or by what it did. */
function isLetIn({ accepted, calls }: RequestRecord): boolean {
  return accepted.length > 0 || calls.length > 0;
}

/** A refusal by another name. */
function leftOutside({ id, sent, end }: RequestRecord): Evidence {
  if (end === null) return { message: `${id} was never let in`, steps: [sent.step] };
  const how = end.kind === 'answered' ? 'got an answer that nobody was asked for' : `failed: ${messageOf(end)}`;
  return { message: `${id} was not let in and ${how}`, steps: [sent.step, end.step] };
}

export const REQUEST_PROPERTIES: readonly Claim[] = [
  providerAlwaysDefined,
  acceptedIsAnswered,
  originalModel,
  calledOnce,
  noSpuriousRefusal,
];
