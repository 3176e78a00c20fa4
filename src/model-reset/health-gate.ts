import { ClearThenLoad } from './clear-then-load.ts';

/** Practice 5: the reported gateway behind a middleware that answers 503 while no models are available. */
export class HealthGate extends ClearThenLoad {
  override get isAccepting(): boolean {
    return this.registry.size > 0;
  }
}
