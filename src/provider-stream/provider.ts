import { Answer, type Chunk } from './answer.ts';

/** What an administrator configures. */
export interface ProviderConfig {
  readonly model: string;
  readonly baseUrl: string;
}

/** A provider's client: one streaming answer for each stream that asks it for chunks. */
export class Provider {
  /** Not readonly: some managers change a provider in use. */
  config: ProviderConfig;
  private readonly answers: Map<string, { readonly config: ProviderConfig; readonly answer: Answer }> = new Map();

  constructor(config: ProviderConfig) {
    this.config = config;
  }

  /** Chunk `index` of a stream. Chunks of a stream are asked for one after the other. */
  async chunk(stream: string, index: number): Promise<Chunk> {
    const open = this.answers.get(stream);
    if (open?.config === this.config) return open.answer.next();
    open?.answer.cancel();
    const { config } = this;
    const answer = await ask(config, stream, index);
    this.answers.set(stream, { config, answer });
    return answer.next();
  }

  /** The stream wants nothing more of this provider. */
  release(stream: string): void {
    this.answers.get(stream)?.answer.cancel();
    this.answers.delete(stream);
  }
}

/** Has a provider answer from chunk `index` on. */
async function ask({ baseUrl }: ProviderConfig, stream: string, index: number): Promise<Answer> {
  const response = await fetch(`${baseUrl}/v1/streams/${stream}?from=${index}`);
  if (!response.ok || response.body === null) throw new Error(`${stream} from ${index}: HTTP ${response.status}`);
  return new Answer(response.body);
}

/** Makes a client once the provider has confirmed that it serves the model; waits for that as long as it takes, or as it is told. */
export async function connectProvider(
  config: ProviderConfig,
  { timeoutMs }: { readonly timeoutMs?: number } = {},
): Promise<Provider> {
  const signal = timeoutMs === undefined ? null : AbortSignal.timeout(timeoutMs);
  const response = await fetch(`${config.baseUrl}/v1/models/${config.model}`, { signal });
  if (!response.ok) throw new Error(`${config.model} is not served: HTTP ${response.status}`);
  return new Provider(config);
}
