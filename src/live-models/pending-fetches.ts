/** Which providers' live lists are being fetched. */
export interface PendingFetches {
  began(provider: string): void;
  ended(provider: string): void;
  has(provider: string | null): boolean;
  readonly isEmpty: boolean;
}

/** Providers with a fetch in flight. The first fetch of a provider that ends takes it out. */
export class PendingSet implements PendingFetches {
  private readonly providers: Set<string> = new Set();

  began(provider: string): void {
    this.providers.add(provider);
  }

  ended(provider: string): void {
    this.providers.delete(provider);
  }

  has(provider: string | null): boolean {
    return provider !== null && this.providers.has(provider);
  }

  get isEmpty(): boolean {
    return this.providers.size === 0;
  }
}

/** How many fetches each provider has in flight. */
export class PendingCounter implements PendingFetches {
  private readonly counts: Map<string, number> = new Map();

  began(provider: string): void {
    this.counts.set(provider, (this.counts.get(provider) ?? 0) + 1);
  }

  ended(provider: string): void {
    const left = (this.counts.get(provider) ?? 0) - 1;
    if (left > 0) this.counts.set(provider, left);
    else this.counts.delete(provider);
  }

  has(provider: string | null): boolean {
    return provider !== null && this.counts.has(provider);
  }

  get isEmpty(): boolean {
    return this.counts.size === 0;
  }
}
