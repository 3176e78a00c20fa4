import type { SimProcess } from '../actor.ts';

export class Disk {
  readonly wallClock: () => number;
  constructor(wallClock: () => number) {
    this.wallClock = wallClock;
  }
  processKilled(_process: SimProcess): void {}
}
