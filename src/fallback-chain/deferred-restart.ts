/** Restarts the gateway when its config has changed: at once when it is idle, otherwise when its runs are over. */
export class DeferredRestart {
  private readonly options: {
    readonly pollMs: number;
    /** A restart waits for runs no longer than this. */
    readonly capMs: number;
    readonly isBusy: () => boolean;
    /** Called for each change that has to wait. */
    readonly deferred: () => void;
    readonly restart: () => Promise<void>;
    readonly log: (line: string) => void;
  };
  private state: 'none' | 'waiting' | 'restarting' = 'none';
  /** Who made a change while a restart was reading the config: it needs a restart of its own. */
  private wantedBy: string | null = null;

  constructor(options: DeferredRestart['options']) {
    this.options = options;
  }

  /** Starts the gateway. A change that comes meanwhile leads to a restart afterwards. */
  async start(starting: Promise<void>): Promise<void> {
    this.state = 'restarting';
    await starting;
    this.restarted();
  }

  /** Asks for a restart. Requests made while one waits are served by that one. */
  request(by: string): void {
    if (this.state === 'restarting') {
      this.wantedBy = by;
      return;
    }
    const { isBusy, deferred, log } = this.options;
    if (!isBusy() && this.state === 'none') {
      log(`config change detected (${by}), restarting`);
      this.restart(by);
      return;
    }
    log(`config change detected (${by}), restart deferred (embedded run in progress)`);
    if (this.state === 'none') this.poll(Date.now(), by);
    this.state = 'waiting';
    deferred();
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
    this.options.restart().then(
      () => this.restarted(),
      (error: unknown) => {
        this.options.log(`restart (${by}) failed: ${error instanceof Error ? error.message : error}`);
        this.restarted();
      },
    );
  }

  private restarted(): void {
    this.state = 'none';
    const by = this.wantedBy;
    this.wantedBy = null;
    if (by !== null) this.request(by);
  }
}
