import { defineScenario, type Scenario } from '../../harness/index.ts';
import { addProcess, addReader, type Stage } from './actors.ts';
import { COSTS } from './costs.ts';
import { examples } from './examples.ts';
import { FAULT_PROPERTIES } from './fault-properties.ts';
import { Flock } from './flock.ts';
import { IMPLEMENTATIONS, type MakeDesign } from './implementations.ts';
import { addFaults } from './operator.ts';
import { RACE_PROPERTIES } from './race-properties.ts';
import { RegistryRecord } from './record.ts';
import { WORK_PROPERTIES } from './work-properties.ts';
import { type Faults, faultClass, faults, leaveOut, ranges, type Workload, workload } from './workload.ts';
import { initialContents, writeInitialFiles } from './world.ts';

export const scenario: Scenario = defineScenario<MakeDesign, Workload, Faults, RegistryRecord>({
  name: 'openclaw-6766-registry-write',
  title: 'Several writers, a reader and a crash meet at one registry file',
  issue: 'openclaw/openclaw#6766',
  startAt: '2026-02-19T03:00:00Z',
  memory: 'per-process',
  implementations: IMPLEMENTATIONS,
  examples,
  workload,
  faults,
  faultClass,
  ranges,
  leaveOut,
  setup(env, makeDesign, workload, faults) {
    writeInitialFiles(env, initialContents(workload));
    const record = RegistryRecord.of(env, workload);
    const stage: Stage = { env, record, makeDesign, flock: new Flock(), restarts: { count: 0 } };
    const counts = { gateway: 0, command: 0 };
    const processes = workload.processes.map((plan) => {
      const count = ++counts[plan.kind];
      return addProcess(stage, plan.kind === 'gateway' && count === 1 ? 'gateway' : `${plan.kind}-${count}`, plan);
    });
    const reader = addReader(stage, 'models', workload.reads);
    addFaults(stage, faults, [...processes, reader]);
    return record;
  },
  properties: [...RACE_PROPERTIES, ...WORK_PROPERTIES, ...FAULT_PROPERTIES],
  costs: COSTS,
});
