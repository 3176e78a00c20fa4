/** Writes one session's present state; rejects when the disk does not take it. */
export type WriteSession = () => Promise<void>;

/**
 * Keeps one session's file up to date: a write begins `delayMs` after the first change that no write has seen, never two
 * at a time, and one that failed is made again after `retryMs`, by itself.
 */
export class SessionWriter {
  private readonly write: WriteSession;
  private readonly delayMs: number;
  private readonly retryMs: number;
  /** Invariant: while changes are unsaved, a timer is set or a write is under way. */
  private hasUnsavedChanges = false;
  private isBusy = false;

  constructor(write: WriteSession, times: { delayMs: number; retryMs: number }) {
    this.write = write;
    this.delayMs = times.delayMs;
    this.retryMs = times.retryMs;
  }

  changed(): void {
    this.hasUnsavedChanges = true;
    this.writeAfter(this.delayMs);
  }

  private writeAfter(delayMs: number): void {
    if (this.isBusy) return;
    this.isBusy = true;
    setTimeout(() => this.writeNow(), delayMs);
  }

  private async writeNow(): Promise<void> {
    // Before the write takes its copy: what changes from now on needs another one.
    this.hasUnsavedChanges = false;
    let delayMs = this.delayMs;
    try {
      await this.write();
    } catch {
      // The write said what happened in the log of registry writes.
      this.hasUnsavedChanges = true;
      delayMs = this.retryMs;
    }
    this.isBusy = false;
    if (this.hasUnsavedChanges) this.writeAfter(delayMs);
  }
}
