import { type ChatRequest, RequestRefusedError } from './gateway.ts';
import { LoadThenClear } from './load-then-clear.ts';
import type { Accepted } from './registry-gateway.ts';

// What a comparison begins with: none of these is a fix, and whoever only counts what does not happen would praise them.

/** Says that it has reloaded. */
export class DoNothing extends LoadThenClear {
  override async reload(): Promise<void> {}
}

/** Lets nobody in, and reloads nothing. */
export class RefuseEverything extends LoadThenClear {
  override get isAccepting(): boolean {
    return false;
  }

  override async chat(request: ChatRequest): Promise<string> {
    throw this.refusal(request.model) ?? new RequestRefusedError(503, request.model);
  }

  override async reload(): Promise<void> {
    throw new Error('models cannot be reloaded while the gateway runs');
  }
}

/** Each reload ends all requests in flight, so that none meets it. */
export class AbortEverything extends LoadThenClear {
  private current: AbortController = new AbortController();

  override async reload(by: string): Promise<void> {
    this.current.abort(new Error('the gateway reloads its models, try again'));
    this.current = new AbortController();
    await super.reload(by);
  }

  protected override accept(request: ChatRequest): Accepted {
    return { ...super.accept(request), signal: this.current.signal };
  }
}
