import type { Property } from '../../harness/index.ts';
import type { RegistryRecord } from './record.ts';
import { tasksOn } from './tasks-on.ts';
import { idsIn, REGISTRIES } from './world.ts';

const killLeavesParseable: Property<RegistryRecord> = {
  name: 'kill-leaves-parseable',
  kind: 'safety',
  level: 'documented',
  says: 'a kill -9 at any step leaves JSON',
  when: 'quiescence',
  applies: ({ lastCrash, changes }) => lastCrash?.kind === 'kill' && changes.some(({ end }) => end?.kind === 'killed'),
  judge: ({ unparseableAfterKill }) => unparseableAfterKill,
};

const killKeepsAcknowledged: Property<RegistryRecord> = {
  name: 'kill-keeps-acknowledged',
  kind: 'safety',
  level: 'strict',
  says: 'what was acknowledged before a kill -9 is in the file after it, and after the restart',
  when: 'quiescence',
  applies: ({ lastCrash }) => lastCrash?.kind === 'kill',
  judge: (record) => {
    const { lostByKill, lastCrash } = record;
    if (lostByKill !== undefined || lastCrash?.kind !== 'kill') return lostByKill;
    for (const name of REGISTRIES) {
      // Where updates overlap, a race may have lost it.
      if (record.changes.some(({ registry, isOverlapped }) => registry === name && isOverlapped)) continue;
      const ids = idsIn(name, record.textOf(name));
      const lost = record.acknowledgedIds(name).filter((id) => ids?.includes(id) !== true);
      if (lost.length > 0) {
        return { message: `after the restart ${name}.json lacks ${lost.join(', ')}`, steps: [lastCrash.step] };
      }
    }
    return undefined;
  },
};

const powerLossKeeps: Property<RegistryRecord> = {
  name: 'power-loss-parseable-and-keeps-acknowledged',
  kind: 'safety',
  level: 'strict',
  says: 'of all contents that a power loss may leave, each parses and has every acknowledged entry',
  when: 'quiescence',
  applies: ({ lastCrash }) => lastCrash?.kind === 'power loss',
  judge: ({ lostByPower, undecidedByPower }) => lostByPower ?? undecidedByPower,
};

const writeErrorHarmsNobody: Property<RegistryRecord> = {
  name: 'write-error-harms-nobody',
  kind: 'safety',
  level: 'strict',
  says: 'an update that meets a full disk leaves the old file, and others proceed',
  when: 'quiescence',
  // It is the first process whose disk gets full, for models.json.
  applies: ({ diskFull, workload }) => diskFull !== null && tasksOn('models', workload.processes.slice(0, 1)) > 0,
  judge: ({ harmedByError }) => harmedByError,
};

export const FAULT_PROPERTIES: readonly Property<RegistryRecord>[] = [
  killLeavesParseable,
  killKeepsAcknowledged,
  powerLossKeeps,
  writeErrorHarmsNobody,
];
