/** What an administrator configures. */
export interface ProviderConfig {
  readonly model: string;
  readonly baseUrl: string;
}

/** One chunk of an answer. */
export interface Chunk {
  readonly text: string;
  readonly isLast: boolean;
}

/** A provider's client. Chunks of a stream are asked for one after the other. */
export class Provider {
  /** Not readonly: some managers change a provider in use. */
  config: ProviderConfig;

  constructor(config: ProviderConfig) {
    this.config = config;
  }

  async chunk(stream: string, index: number): Promise<Chunk> {
    const response = await fetch(`${this.config.baseUrl}/v1/streams/${stream}/${index}`);
    if (!response.ok) throw new Error(`chunk ${index} of ${stream}: HTTP ${response.status}`);
    return (await response.json()) as Chunk;
  }
}

/** Makes a client once the provider has confirmed that it serves the model. */
export async function connectProvider(config: ProviderConfig): Promise<Provider> {
  const response = await fetch(`${config.baseUrl}/v1/models/${config.model}`);
  if (!response.ok) throw new Error(`${config.model} is not served: HTTP ${response.status}`);
  return new Provider(config);
}
