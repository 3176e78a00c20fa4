import { DrainPromiseAll } from './drain-promise-all.ts';
import type { ChatRequest } from './gateway.ts';

/** The fix of cause 1 in a gateway whose requests register themselves once they are prepared, next to the call. */
export class DrainLateRegistration extends DrainPromiseAll {
  override async chat(request: ChatRequest): Promise<string> {
    const accepted = this.accept(request);
    return this.attend(accepted, async () => {
      await this.prepare(accepted);
      return this.inFlight.track(this.call(accepted));
    });
  }
}
