import { DrainPromiseAll } from './drain-promise-all.ts';

/** The fix of cause 1, minding failures: a failed request counts as ended, and whatever fails, requests are accepted again. */
export class DrainAllSettled extends DrainPromiseAll {
  override async reload(by: string): Promise<void> {
    this.setAccepting(false);
    try {
      await Promise.allSettled(this.inFlight.all());
      this.clearModels();
      await this.loadModels(by);
    } finally {
      this.setAccepting(true);
    }
  }
}
