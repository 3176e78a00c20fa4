import type { RegistryDesign } from '../../src/registry-write/design.ts';
import { type Caller, carryOut, carryOutAsBatch, isAdd } from './changes.ts';
import type { ProcessPlan, Task } from './workload.ts';

/** An actor of a process, and what it does. */
export interface CallerPlan {
  readonly actor: string;
  readonly notBeforeMs: number;
  readonly run: (caller: Caller) => Promise<void>;
}

/** Which of a process's tasks are done by one caller: all adds, if the implementation has one; each task otherwise. */
export function callersOf(process: string, { tasks }: ProcessPlan, { adds }: RegistryDesign): CallerPlan[] {
  const added = tasks.filter(isAdd);
  const isAlone = tasks.length === 1;
  const plans = (each: readonly Task[]): CallerPlan[] => each.map((task) => planOf(process, task, isAlone));
  if (adds === 'at once' || added.length === 0) return plans(tasks);
  const run = (caller: Caller): Promise<void> =>
    adds === 'in one batch' ? carryOutAsBatch(caller, added) : carryOutInTurn(caller, added);
  return [{ actor: `${process}.loader`, notBeforeMs: 0, run }, ...plans(tasks.filter((task) => !isAdd(task)))];
}

function planOf(process: string, task: Task, isAlone: boolean): CallerPlan {
  return {
    actor: isAlone ? process : `${process}.${nameOf(task)}`,
    notBeforeMs: task.kind === 'list' ? task.atMs : 0,
    run: (caller) => carryOut(caller, task),
  };
}

async function carryOutInTurn(caller: Caller, tasks: readonly Task[]): Promise<void> {
  for (const task of tasks) await carryOut(caller, task);
}

function nameOf(task: Task): string {
  if ('id' in task) return task.id;
  if (task.kind === 'add-under-new-id') return task.modelId;
  return task.kind === 'load-plugin' ? task.plugin : task.kind;
}
