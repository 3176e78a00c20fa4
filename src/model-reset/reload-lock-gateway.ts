import { LoadThenClear } from './load-then-clear.ts';
import { reloadLock, type TakeTurn } from './reload-lock.ts';
import type { GatewaySettings } from './settings.ts';

/** The fix of cause 2 as printed: the reported reload under an async-lock. */
export class ReloadLockGateway extends LoadThenClear {
  private readonly takeTurn: TakeTurn;

  constructor(settings: GatewaySettings) {
    super(settings);
    this.takeTurn = reloadLock(settings);
  }

  override reload(by: string): Promise<void> {
    return this.takeTurn(by, () => super.reload(by));
  }
}
