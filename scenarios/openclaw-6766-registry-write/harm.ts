import type { CrashProfile, Env, Evidence } from '../../harness/index.ts';
import type { Change, RegistryRecord } from './record.ts';
import { excerpt, idsIn, PATHS, REGISTRIES, type RegistryName } from './world.ts';

/** Judged right after a kill, if nobody alive is writing the file, whose half-written state would not be the kill's doing. */
export function judgeKill(record: RegistryRecord, name: RegistryName): void {
  const text = record.textOf(name);
  const ids = idsIn(name, text);
  const lost = record.securedIds(name).filter((id) => ids?.includes(id) !== true);
  if (ids !== undefined && lost.length === 0) return;
  record.file(name).isDamaged = true;
  if (record.inProgress(name).length > 0) return;
  const steps = stepsOf(record);
  if (ids === undefined) {
    record.unparseableAfterKill ??= { message: `the kill left ${name}.json as ${excerpt(text)}`, steps };
  }
  if (lost.length > 0) {
    record.lostByKill ??= { message: `the kill cost ${name}.json what was acknowledged: ${lost.join(', ')}`, steps };
  }
}

/** Judges every content that the files can have if the power fails now. */
export function judgePowerLoss(env: Env, record: RegistryRecord, profile: CrashProfile): void {
  for (const name of REGISTRIES) {
    if (record.writersOf(name).size === 0) continue;
    const secured = record.securedIds(name);
    const { contents, isComplete } = env.disk.contentsAfterPowerLoss(PATHS[name], profile);
    for (const text of contents) {
      const ids = idsIn(name, text);
      const lost = secured.filter((id) => ids?.includes(id) !== true);
      if (ids !== undefined && lost.length === 0) continue;
      const what = ids === undefined ? 'unparseable' : `without ${lost.join(', ')}, which was acknowledged`;
      const shown = excerpt(text);
      record.lostByPower ??= {
        message: `a power loss here (${profile}) may leave ${name}.json ${what}: ${shown}`,
        steps: [env.mark],
      };
    }
    // A claim about all contents must not rest on a part of them.
    if (!isComplete) record.undecidedByPower ??= { unknown: `${name}.json has too many possible contents to judge` };
  }
}

/** Judged whenever an update ends. What others write meanwhile is theirs, so each claim waits until nobody does. */
export function judgeDiskFull(record: RegistryRecord, ended: Change): void {
  const { diskFull } = record;
  const { registry, end } = ended;
  if (diskFull === null || end === null) return;
  const isTorn = idsIn(registry, record.textOf(registry)) === undefined;
  if (record.inProgress(registry).length > 0) return;
  diskFull.met ??=
    record.changes.find((change) => change.end?.kind === 'failed' && change.end.code === 'ENOSPC') ?? null;
  if (diskFull.met === null) {
    if (isTorn && !ended.isOverlapped) record.harmedByError ??= harmUnnoticed(record, ended);
  } else if (diskFull.met.registry === registry) {
    record.harmedByError ??=
      diskFull.met === ended ? harmOfAlone(record, ended) : harmToOthers(record, diskFull.met, ended);
  }
}

/** Nobody else wrote, nobody was told of an error, and the file is torn: a short write that passed for a whole one. */
function harmUnnoticed(record: RegistryRecord, ended: Change): Evidence {
  return {
    message: `"${ended.text}" was acknowledged though the disk was full, and left ${excerpt(record.textOf(ended.registry))}`,
    steps: endsOf(ended),
  };
}

function harmOfAlone(record: RegistryRecord, met: Change): Evidence | undefined {
  const text = record.textOf(met.registry);
  const ids = idsIn(met.registry, text);
  const lost = record.securedIds(met.registry).filter((id) => ids?.includes(id) !== true);
  if (ids !== undefined && lost.length === 0) return undefined;
  return {
    message: `a full disk during "${met.text}" left ${met.registry}.json as ${excerpt(text)}`,
    steps: endsOf(met),
  };
}

function harmToOthers(record: RegistryRecord, met: Change, ended: Change): Evidence | undefined {
  const text = record.textOf(met.registry);
  const steps = [...endsOf(met), ...endsOf(ended)];
  if (idsIn(met.registry, text) === undefined) {
    // Whole again in between, it was torn by a race after that.
    if (record.file(met.registry).lastWholeStep > (met.end?.step ?? 0)) return undefined;
    return { message: `a full disk during "${met.text}" left ${excerpt(text)} to all others`, steps };
  }
  if (ended.end?.kind !== 'failed' || ended.isOverlapped || ended.began.step < (met.end?.step ?? 0)) return undefined;
  return { message: `${ended.text} failed after "${met.text}" had met a full disk: ${ended.end.error}`, steps };
}

function endsOf({ began, end }: Change): number[] {
  return end === null ? [began.step] : [began.step, end.step];
}

function stepsOf({ lastCrash }: RegistryRecord): number[] {
  return lastCrash === null ? [] : [lastCrash.step];
}
