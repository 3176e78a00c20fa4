/** Writes of one session, one after the other; one that fails is made again after `retryMs` before the next one's turn. */
export class WriteQueue {
  private tail: Promise<void> = Promise.resolve();
  private readonly retryMs: number;

  constructor(retryMs: number) {
    this.retryMs = retryMs;
  }

  add(write: () => Promise<void>): void {
    this.tail = this.tail.then(() => this.writeUntilDone(write));
  }

  private async writeUntilDone(write: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        await write();
        return;
      } catch {
        // The write said what happened in the log of registry writes.
        await new Promise((resolve) => setTimeout(resolve, this.retryMs));
      }
    }
  }
}
