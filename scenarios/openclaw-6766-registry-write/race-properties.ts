import type { Evidence, Property } from '../../harness/index.ts';
import type { ProvidersFile, SessionFile, ToolsFile } from '../../src/registry-write/registries.ts';
import { type Change, isAdd, type RegistryRecord } from './record.ts';
import { isAnyShared, tasksOn } from './tasks-on.ts';
import { excerpt, idsIn, NEW, PROVIDER, REGISTRIES, type RegistryName, SHARED_TOOL } from './world.ts';

const noLostUpdate: Property<RegistryRecord> = {
  name: 'no-lost-update',
  kind: 'safety',
  level: 'documented',
  says: 'where one process writes a registry, every entry that was acknowledged is in it at the end',
  when: 'quiescence',
  applies: (record) =>
    REGISTRIES.some((name) => isJudged(record, name, isOne) && tasksOn(name, record.workload.processes) > 1),
  judge: (record) => judgeLosses(record, isOne),
};

const noLostUpdateAcrossProcesses: Property<RegistryRecord> = {
  name: 'no-lost-update-across-processes',
  kind: 'safety',
  level: 'documented',
  says: 'where several processes write a registry, every entry that was acknowledged is in it at the end',
  when: 'quiescence',
  applies: (record) => REGISTRIES.some((name) => isJudged(record, name, isSeveral)),
  judge: (record) => judgeLosses(record, isSeveral),
};

type IsAsked = (writers: number) => boolean;

function isOne(writers: number): boolean {
  return writers === 1;
}

function isSeveral(writers: number): boolean {
  return writers > 1;
}

/** What a crash or a full disk took is judged by the properties about these. */
function isJudged(record: RegistryRecord, name: RegistryName, isAsked: IsAsked): boolean {
  return !record.file(name).isDamaged && isAsked(record.writersOf(name).size);
}

function judgeLosses(record: RegistryRecord, isAsked: IsAsked): Evidence | undefined {
  for (const name of REGISTRIES) {
    if (!isJudged(record, name, isAsked)) continue;
    const text = record.textOf(name);
    const ids = idsIn(name, text);
    const lost = record.acknowledgedIds(name).filter((id) => ids?.includes(id) !== true);
    if (ids === undefined) {
      return {
        message: `${name}.json does not parse at the end: ${excerpt(text)}`,
        steps: stepsOf(record, name, lost),
      };
    }
    if (lost.length === 0) continue;
    return {
      message: `${name}.json lacks ${lost.join(', ')} at the end, of ${record.acknowledgedIds(name).length} acknowledged`,
      steps: stepsOf(record, name, lost),
    };
  }
  return undefined;
}

function stepsOf(record: RegistryRecord, name: RegistryName, lost: readonly string[]): number[] {
  return record.changes
    .filter(({ registry, ids }) => registry === name && ids.some((id) => lost.includes(id)))
    .flatMap(({ began, end }) => (end === null ? [began.step] : [began.step, end.step]));
}

const readerNeverSeesTorn: Property<RegistryRecord> = {
  name: 'reader-never-sees-torn',
  kind: 'safety',
  level: 'documented',
  says: 'whoever reads a registry file gets JSON, at any instant',
  when: 'quiescence',
  applies: (record) => record.workload.reads > 0 && record.writersOf('models').size > 0,
  judge: ({ torn }) => torn,
};

const noSpuriousError: Property<RegistryRecord> = {
  name: 'no-spurious-error',
  kind: 'safety',
  level: 'strict',
  says: 'no update is refused for what others do to the file, or have done: only a full disk is a reason, or a session that is over',
  when: 'quiescence',
  applies: hasOthers,
  judge: (record) => {
    const failed = record.changes.find((change) => change.end?.kind === 'failed' && !isExcused(record, change));
    if (failed?.end?.kind !== 'failed') return undefined;
    return { message: `${failed.text} was refused: ${failed.end.error}`, steps: [failed.began.step, failed.end.step] };
  },
};

/** The disk was full for it, or its session was over, and it says so. */
function isExcused({ diskFull, changes }: RegistryRecord, { registry, end }: Change): boolean {
  if (end?.kind !== 'failed') return false;
  const isEnding = changes.some(({ kind, began }) => kind === 'end-session' && began.step < end.step);
  if (registry === 'session' && isEnding && end.error.startsWith('SessionEndedError')) return true;
  return diskFull?.registry === registry && end.code === 'ENOSPC';
}

/** Whoever updates a registry is not alone with it: others were to, or somebody starts after a crash. */
function hasOthers({ workload, lastCrash }: RegistryRecord): boolean {
  return lastCrash !== null || isAnyShared(workload);
}

const versionZeroGuarded: Property<RegistryRecord> = {
  name: 'version-zero-guarded',
  kind: 'safety',
  level: 'documented',
  says: 'who read version 0, or none, does not overwrite a later version that it has seen: the check holds for it too',
  when: 'quiescence',
  applies: (record) => (record.workload.version ?? 0) === 0 && hasOthers(record),
  judge: ({ unguarded }) => unguarded,
};

const userIntentWins: Property<RegistryRecord> = {
  name: 'user-intent-wins',
  kind: 'safety',
  level: 'documented',
  says: 'a tool that the user has switched off, or on, is so at the end, whatever plugins do',
  when: 'quiescence',
  applies: (record) =>
    choiceIn(record) !== undefined &&
    record.changes.some(({ registry, kind }) => registry === 'tools' && kind === 'add'),
  judge: (record) => {
    const choice = choiceIn(record);
    if (choice === undefined) return undefined;
    const tools = contentOf<ToolsFile>(record, 'tools')?.tools ?? [];
    const isOn = tools.some(({ name, enabled }) => name === SHARED_TOOL && enabled);
    if (isOn === (choice.kind === 'enable-tool')) return undefined;
    const [told, found] = isOn ? ['off', 'on'] : ['on', 'off'];
    return {
      message: `${choice.actor} was told that ${SHARED_TOOL} is ${told}, and it is ${found} at the end`,
      steps: endOf(choice),
    };
  },
};

function choiceIn(record: RegistryRecord): Change | undefined {
  return undamaged(record, 'tools', 'disable-tool') ?? undamaged(record, 'tools', 'enable-tool');
}

const removedStaysRemoved: Property<RegistryRecord> = {
  name: 'removed-stays-removed',
  kind: 'safety',
  level: 'strict',
  says: 'a model that somebody was told is removed is not in the registry at the end: nobody adds it again',
  when: 'quiescence',
  applies: (record) => removalIn(record) !== undefined,
  judge: (record) => {
    const removal = removalIn(record);
    const back = removal?.ids.find((id) => idsIn('models', record.textOf('models'))?.includes(id));
    if (removal === undefined || back === undefined) return undefined;
    return { message: `${removal.text}, was told so, and at the end ${back} is there`, steps: endOf(removal) };
  },
};

function removalIn(record: RegistryRecord): Change | undefined {
  return undamaged(record, 'models', 'remove');
}

const endedStaysEnded: Property<RegistryRecord> = {
  name: 'ended-stays-ended',
  kind: 'safety',
  level: 'strict',
  says: 'a session that somebody was told is over is so at the end, and has no message: nobody opens it again',
  when: 'quiescence',
  applies: (record) => undamaged(record, 'session', 'end-session') !== undefined,
  judge: (record) => {
    const end = undamaged(record, 'session', 'end-session');
    const session = contentOf<SessionFile>(record, 'session');
    if (end === undefined || (session?.ended && session.messages.length === 0)) return undefined;
    const what =
      session === undefined ? 'its file does not parse' : `it has [${idsIn('session', record.textOf('session'))}]`;
    return { message: `${end.actor} was told that the session is over, and at the end ${what}`, steps: endOf(end) };
  },
};

const generatedIdsDiffer: Property<RegistryRecord> = {
  name: 'generated-ids-differ',
  kind: 'safety',
  level: 'strict',
  says: 'a model that was added under a new id has that id to itself: no other that was acknowledged has it, and none that was there',
  when: 'quiescence',
  applies: (record) => record.changes.some(isGenerated) && tasksOn('models', record.workload.processes) > 1,
  judge: (record) => {
    if (record.file('models').isDamaged) return undefined;
    const there = new Set(record.initialIds.get('models'));
    for (const removed of record.changes.filter(({ kind }) => kind === 'remove')) {
      for (const id of removed.ids) there.delete(id);
    }
    const adds = record.changes.filter((change) => isAdd(change) && change.end?.kind === 'acknowledged');
    for (const made of adds.filter(isGenerated)) {
      const [id] = made.ids;
      if (id === undefined) continue;
      const other = adds.find((change) => change !== made && change.ids.includes(id));
      if (other === undefined && !there.has(id)) continue;
      const who = other === undefined ? 'a model that was there' : `that of ${other.actor}`;
      return {
        message: `${made.actor} was told that its model is ${id}, and so is ${who}`,
        steps: [...endOf(made), ...(other === undefined ? [] : endOf(other))],
      };
    }
    return undefined;
  },
};

function isGenerated({ kind }: Change): boolean {
  return kind === 'add-generated';
}

const noFieldLost: Property<RegistryRecord> = {
  name: 'no-field-lost',
  kind: 'safety',
  level: 'documented',
  says: "an administrator's edit of a provider and a rotation of its credentials are both there at the end",
  when: 'quiescence',
  applies: (record) =>
    !record.file('providers').isDamaged &&
    (['set-base-url', 'set-api-key'] as const).every((kind) => record.changes.some((change) => change.kind === kind)),
  judge: (record) => {
    const provider = contentOf<ProvidersFile>(record, 'providers')?.providers.find(({ id }) => id === PROVIDER);
    for (const [kind, field] of [
      ['set-base-url', 'baseUrl'],
      ['set-api-key', 'apiKey'],
    ] as const) {
      const change = undamaged(record, 'providers', kind);
      if (change === undefined || provider?.[field] === NEW[field]) continue;
      const found = provider === undefined ? 'is gone' : `is ${provider[field]}`;
      return {
        message: `${change.actor} set ${field} to ${NEW[field]}, and at the end it ${found}`,
        steps: endOf(change),
      };
    }
    return undefined;
  },
};

/** The first acknowledged change of this kind, as far as no fault has harmed its registry. */
function undamaged(record: RegistryRecord, registry: RegistryName, kind: Change['kind']): Change | undefined {
  if (record.file(registry).isDamaged) return undefined;
  return record.changes.find((change) => change.kind === kind && change.end?.kind === 'acknowledged');
}

function endOf({ began, end }: Change): number[] {
  return end === null ? [began.step] : [began.step, end.step];
}

function contentOf<Content>(record: RegistryRecord, name: RegistryName): Content | undefined {
  const text = record.textOf(name);
  return idsIn(name, text) === undefined ? undefined : (JSON.parse(text ?? '') as Content);
}

export const RACE_PROPERTIES: readonly Property<RegistryRecord>[] = [
  noLostUpdate,
  noLostUpdateAcrossProcesses,
  readerNeverSeesTorn,
  noSpuriousError,
  versionZeroGuarded,
  userIntentWins,
  noFieldLost,
  removedStaysRemoved,
  endedStaysEnded,
  generatedIdsDiffer,
];
