import type { Chunk } from './answer.ts';
import type { ProviderManager } from './manager.ts';
import type { Provider } from './provider.ts';

export interface StreamSettings {
  readonly log: (line: string) => void;
  /** Passes a chunk on to the user. */
  readonly onChunk: (chunk: Chunk) => void;
}

/** Streams an answer to a user, asking the manager for the provider at every chunk. */
export async function runStream(
  manager: ProviderManager,
  stream: string,
  { log, onChunk }: StreamSettings,
): Promise<void> {
  const lease = manager.open();
  let provider: Provider | undefined;
  let model: string | undefined;
  let isMixed = false;
  try {
    for (let index = 0; ; index++) {
      const next = lease.provider();
      if (next !== provider) provider?.release(stream);
      provider = next;
      const chunk = await provider.chunk(stream, index);
      lease.began();
      if (model !== undefined && model !== chunk.model) {
        isMixed = true;
        log(`Model switched mid-request: ${model} → ${chunk.model}`);
      }
      model = chunk.model;
      onChunk(chunk);
      if (chunk.isLast) return;
    }
  } finally {
    provider?.release(stream);
    lease.close();
    if (isMixed) log('Streaming response from mixed models');
  }
}
