import { type Actor, type SimProcess, trackedRecord } from '../../harness/index.ts';
import { addRestartedGateway, type Stage } from './actors.ts';
import { judgeKill, judgePowerLoss } from './harm.ts';
import type { RegistryRecord } from './record.ts';
import type { Faults } from './workload.ts';
import { PATHS, REGISTRIES } from './world.ts';

/** Steps that the operator spends waiting for an update to begin. There may be none. */
const LOOKS_MAX = 80;
const OWN_FILES = /models\.json/;

/** Puts the fault plan into effect. `processes`: those of the workload, in order. */
export function addFaults(stage: Stage, faults: Faults, processes: readonly SimProcess[]): void {
  const { env, record } = stage;
  const { kills, powerLoss, diskFull, corruption } = faults;
  const operator = (atMs: number, act: (self: Actor) => Promise<void>): void => {
    env.actor('operator', env.process('operator'), act, { atMs });
  };
  if (diskFull !== null) {
    const process = processes[0];
    const limited = process === undefined ? {} : { process };
    env.disk.inject({ call: 'write', code: 'ENOSPC', path: OWN_FILES, after: diskFull.afterWrites, ...limited });
    record.diskFull = trackedRecord<NonNullable<RegistryRecord['diskFull']>>({ registry: 'models', met: null });
  }
  if (kills.length > 0) operator(0, (self) => killInTurn(stage, self, kills, processes));
  if (powerLoss !== null) {
    operator(0, async (self) => {
      await lookAt(self, () => record.inProgress().length > 0, powerLoss.looks);
      judgePowerLoss(env, record, powerLoss.profile);
      record.ended(processes, 'power loss');
      for (const name of REGISTRIES) record.file(name).isDamaged = true;
      env.powerLoss(powerLoss.profile, processes);
      addRestartedGateway(stage);
    });
  }
  if (corruption !== null) operator(corruption.atMs, (self) => corrupt(stage, self));
}

/** Waits for `isTime`, then so many steps more. */
async function lookAt(self: Actor, isTime: () => boolean, looks: number): Promise<void> {
  for (let waited = 0; !isTime() && waited < LOOKS_MAX; waited++) await self.gate();
  for (let looked = 0; looked < looks; looked++) await self.gate();
}

async function killInTurn(
  stage: Stage,
  self: Actor,
  kills: Faults['kills'],
  processes: readonly SimProcess[],
): Promise<void> {
  const { env, record } = stage;
  for (const { of, atMs, looks } of kills) {
    if (atMs > env.now) await new Promise((resolve) => setTimeout(resolve, atMs - env.now));
    await lookAt(self, () => record.inProgress().length > 0, looks);
    const writers = [...new Set(record.inProgress().map(({ process }) => process))];
    // The one that has just finished may be met too.
    const victims = writers.length > 0 ? writers : processes.slice(0, 1);
    killNow(stage, of === 'all' ? victims : victims.slice(0, 1));
  }
}

function killNow(stage: Stage, victims: readonly SimProcess[]): void {
  const { env, record, flock } = stage;
  const ended = record.ended(victims, 'kill');
  for (const process of victims) {
    env.kill(process);
    flock.processEnded(process);
  }
  // Only what was being updated can be harmed: whatever else the dead ones wrote, the system has.
  for (const name of new Set(ended.map(({ registry }) => registry))) judgeKill(record, name);
  addRestartedGateway(stage);
}

/** An editor that is killed, a copy that is interrupted: some other program leaves half a file. */
async function corrupt(stage: Stage, self: Actor): Promise<void> {
  const { env, record } = stage;
  await lookAt(self, () => record.inProgress().length === 0, 0);
  const text = record.textOf('models') ?? '';
  env.disk.write(PATHS.models, text.slice(0, text.length - 3));
  env.fault('another program leaves models.json without its last three characters');
  record.file('models').isDamaged = true;
  record.lastCrash = { kind: 'corruption', step: env.mark };
  addRestartedGateway(stage);
}
