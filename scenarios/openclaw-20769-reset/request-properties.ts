import type { Evidence, Property } from '../../harness/index.ts';
import type { ReloadRecord, RequestRecord, ResetRecord, Use } from './record.ts';

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
  judge: everyRequest(({ id, accepted, end }) => {
    if (end?.kind !== 'failed' || !end.lostProvider) return undefined;
    const last = accepted.at(-1);
    return {
      message: `${id} was accepted under config version ${last?.version} and failed: ${end.message}`,
      steps: last === undefined ? [end.step] : [last.step, end.step],
    };
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
  judge: everyRequest(({ id, end }, record) => {
    if (end?.kind !== 'refused') return undefined;
    // That some config lacks the model is a reason to say so, not a reason to let nobody in.
    if (end.isUnknownModel && record.isDropped()) return undefined;
    return { message: `${id} was refused: ${end.message}`, steps: [end.step] };
  }),
};

export const REQUEST_PROPERTIES: readonly Claim[] = [providerAlwaysDefined, originalModel, noSpuriousRefusal];
