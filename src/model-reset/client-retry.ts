import { setTimeout as sleep } from 'node:timers/promises';
import { ClearThenLoad } from './clear-then-load.ts';
import type { ChatRequest } from './gateway.ts';

const TRIES_MAX = 3;

/** Workaround 4 as printed: clients of the reported gateway try again when the error's message has `provider` in it. */
export class ClientRetry extends ClearThenLoad {
  override async chat(request: ChatRequest): Promise<string> {
    for (let tries = 1; ; tries++) {
      try {
        return await super.chat(request);
      } catch (error) {
        if (tries === TRIES_MAX || !(error instanceof Error) || !error.message.includes('provider')) throw error;
        this.settings.onEvent({ kind: 'request-retried', request: request.id });
        await sleep(1_000 * tries);
      }
    }
  }
}
