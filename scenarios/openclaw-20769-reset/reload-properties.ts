import type { Evidence, Property } from '../../harness/index.ts';
import { DRAIN_TIMEOUT_MS, LOAD_TIMEOUT_MS } from '../../src/model-reset/settings.ts';
import type { ReloadRecord, ResetRecord } from './record.ts';
import { tear } from './registry-contents.ts';

type Claim = Property<ResetRecord>;

/** Of one reload: what it may wait for requests, what it may wait for its load, and a second for everything else. */
const BOUND_MS = DRAIN_TIMEOUT_MS + LOAD_TIMEOUT_MS + 1_000;

const acceptingRestored: Claim = {
  name: 'accepting-restored',
  kind: 'liveness',
  level: 'strict',
  says: 'when everything has come to rest, the gateway accepts requests again, whatever failed',
  when: 'quiescence',
  judge: ({ gateway, configs }) => {
    const ids = new Set(configs.flatMap(({ models }) => models.map(({ id }) => id)));
    for (const id of ids) if (gateway.refusal(id) === undefined) return undefined;
    const why = gateway.isAccepting ? 'its registry is empty' : 'it lets nobody in';
    return { message: `the gateway accepts requests for none of ${[...ids].join(', ')}: ${why}` };
  },
};

const reloadTerminates: Claim = {
  name: 'reload-terminates',
  kind: 'liveness',
  level: 'strict',
  says: 'a reload settles within 30 s of draining and 10 s of loading, its own and those of reloads before it, whatever hangs',
  when: 'quiescence',
  judge: (record) => {
    for (const { by, started, end, overlapped } of record.reloads) {
      if (end === null) {
        return { message: `the reload of ${by} never ended: ${whatHangs(record)}`, steps: [started.step] };
      }
      const [tookMs, boundMs] = [end.at - started.at, BOUND_MS * (1 + overlapped)];
      if (tookMs <= boundMs) continue;
      const message = `the reload of ${by} took ${tookMs} ms (bound ${boundMs} ms)`;
      return { message, steps: [started.step, end.step] };
    }
    return undefined;
  },
};

const freshestConfig: Claim = {
  name: 'freshest-config',
  kind: 'safety',
  level: 'documented',
  says: 'at rest and without faults, the registry is the config on disk when the last successful reload started, or a later one',
  when: 'quiescence',
  applies: (record) => (lastOfFaultless(record)?.diskVersion ?? 0) > 1,
  judge: (record) => {
    const { reloads, gateway } = record;
    const last = lastOfFaultless(record);
    if (last === undefined) return undefined;
    const old = gateway.models().find(({ version }) => version < last.diskVersion);
    if (old === undefined) return undefined;
    return {
      message: `config version ${last.diskVersion} was on disk when ${last.by} started; ${old.id} is of version ${old.version}`,
      steps: stepsOf(reloads),
    };
  },
};

/** The last reload, of those that all went well. One that failed or hangs is a fault, whatever it was that did it. */
function lastOfFaultless({ reloads, hungRequests }: ResetRecord): ReloadRecord | undefined {
  const lived = reloads.filter(({ end }) => end?.kind !== 'killed');
  return hungRequests > 0 || lived.some(({ end }) => end?.kind !== 'done') ? undefined : lived.at(-1);
}

const reloadIsDone: Claim = {
  name: 'reload-is-done',
  kind: 'liveness',
  level: 'strict',
  says: 'a reload that nothing stands in the way of succeeds, and one that says so has installed the config, or a later one',
  when: 'quiescence',
  judge: (record) => {
    for (const { by, started, end, diskVersion } of record.reloads) {
      if (end === null) continue;
      const steps = [started.step, end.step];
      if (end.kind === 'failed') {
        if (isFaulty(record)) continue;
        return { message: `the reload of ${by} failed, and nothing else did: ${end.message}`, steps };
      }
      const old = end.left?.find(({ version }) => version < diskVersion);
      if (old === undefined) continue;
      return { message: `the reload of ${by} says that it is done, and ${old.id} is of version ${old.version}`, steps };
    }
    return undefined;
  },
};

/** Something for which a reload may fail: a load, a request, a config with a slip in it. */
function isFaulty({ reloads, requests, configs }: ResetRecord): boolean {
  return (
    reloads.some(({ loadFails, loadHangs }) => loadFails || loadHangs) ||
    [...requests.values()].some(({ isProviderFaulty }) => isProviderFaulty) ||
    configs.some(({ models }) => new Set(models.map(({ id }) => id)).size < models.length)
  );
}

const wholeRegistry: Claim = {
  name: 'whole-registry',
  kind: 'safety',
  level: 'documented',
  says: 'while requests are let in, and while no reload is in progress, the registry is exactly one config version',
  when: 'operation',
  judge: ({ gateway, reloads, configs }) => {
    if (!gateway.isRunning) return undefined;
    if (!gateway.isAccepting && reloads.some(({ end }) => end === null)) return undefined;
    const torn = tear(gateway.models(), configs);
    return torn === undefined ? undefined : { message: `the registry is not one config version: ${torn}` };
  },
};

const failedLoadKeepsOld: Claim = {
  name: 'failed-load-keeps-old',
  kind: 'safety',
  level: 'strict',
  says: 'a reload whose load failed leaves a registry that serves what it served before',
  when: 'quiescence',
  // A limit to loading makes a failure of a load that hangs.
  applies: ({ reloads }) =>
    reloads.some(({ loadFails, loadHangs, end }) => (loadFails || loadHangs) && end !== null && end.left !== null),
  judge: ({ reloads, configs }) => {
    for (const { by, end, loadFails, loadHangs } of reloads) {
      if (!(loadFails || loadHangs) || end === null || end.left === null) continue;
      const torn = tear(end.left, configs);
      if (torn === undefined) continue;
      return { message: `the load of ${by} failed and left a registry that cannot serve: ${torn}`, steps: [end.step] };
    }
    return undefined;
  },
};

const hungLoadBlocksNobody: Claim = {
  name: 'hung-load-blocks-nobody',
  kind: 'liveness',
  level: 'strict',
  says: 'reloads that start after one whose load hangs still end',
  when: 'quiescence',
  applies: (record) => reloadsAfterHung(record).length > 0,
  judge: (record): Evidence | undefined => {
    const blocked = reloadsAfterHung(record).find(({ end }) => end === null);
    if (blocked === undefined) return undefined;
    const first = record.reloads.find(({ loadHangs }) => loadHangs);
    return {
      message: `the reload of ${blocked.by} never ended: it came after that of ${first?.by}, whose load hangs`,
      steps: [first?.started.step ?? 0, blocked.started.step],
    };
  },
};

/** Reloads that started after one whose load hangs, while nothing else does. */
function reloadsAfterHung({ reloads, hungRequests }: ResetRecord): ReloadRecord[] {
  const hung = reloads.findIndex(({ loadHangs }) => loadHangs);
  return hung < 0 || hungRequests > 0 ? [] : reloads.slice(hung + 1).filter(({ loadHangs }) => !loadHangs);
}

function whatHangs({ reloads, hungRequests }: ResetRecord): string {
  const loads = reloads.filter(({ loadHangs }) => loadHangs).map(({ by }) => `the load of ${by} hangs`);
  return [...loads, ...(hungRequests > 0 ? ['a request hangs'] : [])].join(', ');
}

function stepsOf(reloads: readonly ReloadRecord[]): number[] {
  return reloads.flatMap(({ started, end }) => (end === null ? [started.step] : [started.step, end.step]));
}

export const RELOAD_PROPERTIES: readonly Claim[] = [
  acceptingRestored,
  reloadTerminates,
  freshestConfig,
  reloadIsDone,
  wholeRegistry,
  failedLoadKeepsOld,
  hungLoadBlocksNobody,
];
