import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatRequest } from './gateway.ts';
import { InFlight } from './in-flight.ts';
import { LoadThenClear } from './load-then-clear.ts';
import { DRAIN_TIMEOUT_MS } from './settings.ts';

/**
 * Workaround 2, a script of three commands: `gateway drain --wait 30s`, `models reload`, `gateway resume`. The shell goes
 * on after a command that failed, and after a drain that did not end in time.
 */
export class DrainTimeout extends LoadThenClear {
  private accepting = true;
  private readonly inFlight: InFlight = new InFlight();

  override get isAccepting(): boolean {
    return this.accepting;
  }

  override async chat(request: ChatRequest): Promise<string> {
    const accepted = this.accept(request);
    return this.inFlight.track(this.serve(accepted));
  }

  override async reload(by: string): Promise<void> {
    await this.drain();
    try {
      await super.reload(by);
    } finally {
      this.resume();
    }
  }

  private async drain(): Promise<void> {
    this.accepting = false;
    this.changed();
    const timer = new AbortController();
    const timeout = sleep(DRAIN_TIMEOUT_MS, undefined, { signal: timer.signal }).catch(() => {});
    await Promise.race([Promise.allSettled(this.inFlight.all()), timeout]);
    timer.abort();
  }

  private resume(): void {
    this.accepting = true;
    this.changed();
  }
}
