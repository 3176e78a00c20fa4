/** What real folders were used for in this thread, since it began. */
export interface RealDiskTally {
  folders: number;
  /** Made by the simulated disk and by real system calls. */
  effects: number;
  /** Made by the simulated disk alone, by why. */
  readonly alone: Map<string, number>;
  differences: number;
}

export const tally: RealDiskTally = { folders: 0, effects: 0, alone: new Map(), differences: 0 };
