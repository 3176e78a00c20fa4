import { DrainPromiseAll } from './drain-promise-all.ts';
import { reloadLock, type TakeTurn } from './reload-lock.ts';
import type { GatewaySettings } from './settings.ts';

/** The fixes of causes 1 and 2 together, each as printed: the drained reset under an async-lock. */
export class DrainAndLock extends DrainPromiseAll {
  private readonly takeTurn: TakeTurn;

  constructor(settings: GatewaySettings) {
    super(settings);
    this.takeTurn = reloadLock(settings);
  }

  override reload(by: string): Promise<void> {
    return this.takeTurn(by, () => super.reload(by));
  }
}
