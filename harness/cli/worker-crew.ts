import { SupervisedWorker } from './supervised-worker.ts';

/** The worker threads of one command, begun when first needed and kept: loading a scenario takes longer than a job. */
export class WorkerCrew {
  private readonly scenario: string;
  private readonly hangMs: number;
  private readonly members: (SupervisedWorker | undefined)[] = [];

  constructor(scenario: string, hangMs: number) {
    this.scenario = scenario;
    this.hangMs = hangMs;
  }

  /** Worker `index`, from 0. */
  member(index: number): SupervisedWorker {
    const known = this.members[index];
    if (known !== undefined) return known;
    const made = new SupervisedWorker(this.scenario, this.hangMs);
    this.members[index] = made;
    return made;
  }

  /** Forgets a worker whose thread was ended: the next `member(index)` is a new one. */
  replace(index: number): void {
    this.members[index] = undefined;
  }

  requestStop(): void {
    for (const worker of this.members) worker?.requestStop();
  }

  clearStop(): void {
    for (const worker of this.members) worker?.clearStop();
  }

  async close(): Promise<void> {
    await Promise.all(this.members.map((worker) => worker?.close()));
  }
}
