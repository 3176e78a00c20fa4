import type { Strategy } from './strategy.ts';

/** The empty schedule: no preemption at all (see schedule.ts). */
export const defaultOrder: Strategy = {
  begin: () => true,
  choose: (decision) => decision.defaultIndex,
  end() {},
};
