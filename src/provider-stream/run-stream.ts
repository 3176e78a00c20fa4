import type { ProviderManager } from './manager.ts';

export interface StreamEvents {
  readonly log: (line: string) => void;
  /** A chunk of this model is part of the answer. */
  readonly onChunk?: (model: string) => void;
  /** Whether a stream registers with the manager only when its user is known. */
  readonly authorise: () => Promise<void>;
}

/** Streams an answer to a user, asking the manager for the provider at every chunk. */
export async function runStream(
  manager: ProviderManager,
  stream: string,
  { log, onChunk, authorise }: StreamEvents,
): Promise<string> {
  await authorise();
  const lease = manager.open();
  const models: string[] = [];
  let text = '';
  try {
    for (let index = 0; ; index++) {
      const provider = lease.provider();
      const { model } = provider.config;
      const last = models.at(-1);
      if (last !== undefined && last !== model) log(`Model switched mid-request: ${last} → ${model}`);
      const chunk = await provider.chunk(stream, index);
      models.push(model);
      onChunk?.(model);
      text += chunk.text;
      if (chunk.isLast) return text;
    }
  } finally {
    lease.close();
    if (new Set(models).size > 1) log('Streaming response from mixed models');
  }
}
