import { setFlagsFromString } from 'node:v8';
import { removeAllAtExit } from '../../world/real-disk/folders.ts';
import { CrewMember, type MemberOptions } from './crew-member.ts';

export interface CrewOptions extends MemberOptions {
  /** Threads, and how many requests run at a time. */
  readonly workers: number;
}

/**
 * The worker threads of one command, one a member. The pool of each (piscina) spawns its thread, hands it requests, and replaces
 * it when it ends; what it cannot know is whether a busy thread is alive, so each member has marks and a watchdog.
 */
export class WorkerCrew {
  private readonly options: CrewOptions;
  private readonly members: readonly CrewMember[];

  constructor(options: CrewOptions) {
    this.options = options;
    // A thread that is ended, by a watchdog or by Ctrl-C, leaves its folder.
    if (options.disk === 'real') removeAllAtExit();
    // A worker's young generation holds next to nothing that lives on, so waking helpers to collect it costs more than
    // they bring, and they take the processor from the other workers: 5 % of a run with two of them.
    setFlagsFromString('--no-parallel-scavenge');
    // All at once: a thread takes longer to load than most jobs take to run.
    this.members = Array.from({ length: options.workers }, () => new CrewMember(options));
  }

  /** The `index`th of the requests that may run at a time, from 0. */
  member(index: number): CrewMember {
    const member = this.members[index];
    if (member === undefined) throw new RangeError(`member ${index} of ${this.members.length}`);
    return member;
  }

  get size(): number {
    return this.members.length;
  }

  /** Lends a thread that has executed nothing yet. */
  async withFreshThread<T>(use: (member: CrewMember) => Promise<T>): Promise<T> {
    const fresh = new WorkerCrew({ ...this.options, workers: 1 });
    try {
      return await use(fresh.member(0));
    } finally {
      await fresh.close();
    }
  }

  requestStop(): void {
    for (const { marks } of this.members) marks.requestStop();
  }

  clearStop(): void {
    for (const { marks } of this.members) marks.clearStop();
  }

  async close(): Promise<void> {
    await Promise.all(this.members.map((member) => member.close()));
  }
}
