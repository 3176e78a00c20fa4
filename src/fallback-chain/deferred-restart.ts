/** Restarts the gateway when its config has changed: at once when it is idle, otherwise when its runs are over. */
export class DeferredRestart {
  private readonly options: {
    readonly pollMs: number;
    /** A restart waits for runs no longer than this. */
    readonly capMs: number;
    readonly isBusy: () => boolean;
    readonly restart: () => Promise<void>;
    readonly log: (line: string) => void;
  };
  private state: 'none' | 'waiting' | 'restarting' = 'none';
  /** A change that came while a restart was reading the config needs a restart of its own. */
  private isWantedAgain = false;

  constructor(options: DeferredRestart['options']) {
    this.options = options;
  }

  /** Says whether the restart was deferred. Requests made while one waits are served by that one. */
  request(by: string): boolean {
    if (this.state === 'restarting') {
      this.isWantedAgain = true;
      return false;
    }
    const { isBusy, log } = this.options;
    const reason = isBusy() ? 'restart deferred (embedded run in progress)' : 'restarting';
    log(`config change detected (${by}), ${reason}`);
    if (this.state === 'waiting') return true;
    if (!isBusy()) {
      this.restart(by);
      return false;
    }
    this.state = 'waiting';
    this.poll(Date.now(), by);
    return true;
  }

  private poll(since: number, by: string): void {
    const { pollMs, capMs, isBusy, log } = this.options;
    setTimeout(() => {
      const waitedMs = Date.now() - since;
      if (isBusy() && waitedMs <= capMs) {
        this.poll(since, by);
        return;
      }
      if (isBusy()) log(`restart no longer deferred: runs still in progress after ${waitedMs} ms`);
      this.restart(by);
    }, pollMs);
  }

  private restart(by: string): void {
    this.state = 'restarting';
    const done = (): void => {
      this.state = 'none';
      if (!this.isWantedAgain) return;
      this.isWantedAgain = false;
      this.request(by);
    };
    this.options.restart().then(done, (error: unknown) => {
      this.options.log(`restart failed: ${error instanceof Error ? error.message : error}`);
      done();
    });
  }
}
