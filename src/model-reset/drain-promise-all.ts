import { ClearThenLoad } from './clear-then-load.ts';
import type { ChatRequest } from './gateway.ts';
import { InFlight } from './in-flight.ts';

/** The fix of cause 1 as printed: stop accepting, wait for all requests in flight, clear, load, accept again. */
export class DrainPromiseAll extends ClearThenLoad {
  private accepting = true;
  protected readonly inFlight: InFlight = new InFlight();

  override get isAccepting(): boolean {
    return this.accepting;
  }

  override async chat(request: ChatRequest): Promise<string> {
    const accepted = this.accept(request);
    return this.inFlight.track(this.serve(accepted));
  }

  override async reload(by: string): Promise<void> {
    this.setAccepting(false);
    await Promise.all(this.inFlight.all());
    this.clearModels();
    await this.loadModels(by);
    this.setAccepting(true);
  }

  protected setAccepting(accepting: boolean): void {
    this.accepting = accepting;
    this.changed();
  }
}
