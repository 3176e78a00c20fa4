import { type Actor, type SimProcess, trackedRecord } from '../../harness/index.ts';

interface Held {
  readonly process: SimProcess;
  readonly waiting: (() => void)[];
}

/**
 * The lock of `flock(1)`: the kernel keeps it, by file, and takes it back when its process ends. Only who asks for it is
 * kept out.
 */
export class Flock {
  private readonly held: Map<string, Held> = trackedRecord(new Map());

  /** Runs `work` while holding the lock of the file. */
  async hold(actor: Actor, path: string, work: () => Promise<void>): Promise<void> {
    await actor.gate(`lock:${path}`);
    for (let held = this.held.get(path); held !== undefined; held = this.held.get(path)) {
      const { waiting } = held;
      await new Promise<void>((resolve) => waiting.push(resolve));
      // Waking up is a step of the one who wakes.
      await actor.gate(`lock:${path}`);
    }
    this.held.set(path, trackedRecord({ process: actor.process, waiting: [] }));
    try {
      await work();
    } finally {
      this.release(path);
    }
  }

  processEnded(process: SimProcess): void {
    for (const [path, held] of [...this.held]) if (held.process === process) this.release(path);
  }

  private release(path: string): void {
    const held = this.held.get(path);
    this.held.delete(path);
    for (const wake of held?.waiting ?? []) wake();
  }
}
