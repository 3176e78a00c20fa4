import type { Provider, ProviderConfig } from './provider.ts';

/** A stream's claim on the provider manager. */
export interface StreamLease {
  /** The provider for the next chunk. */
  provider(): Provider;
  /** The first chunk has arrived. */
  began(): void;
  /** The stream is over, however it ended. */
  close(): void;
}

/** Who answers streams, and how that changes while streams are running. */
export interface ProviderManager {
  /** Who would answer a stream that began now. */
  readonly current: Provider;
  open(): StreamLease;
  /** Resolves when the new provider is acknowledged to the administrator. */
  update(config: ProviderConfig): Promise<void>;
}

/** Makes the manager of one gateway, with the provider that it begins with. */
export type MakeManager = (initial: Provider) => ProviderManager;

/** The lease of a manager that does not count its streams. */
export function uncounted(provider: () => Provider): StreamLease {
  return { provider, began: () => {}, close: () => {} };
}
