/** A token, and how many requests carry it at the moment. */
export class CountedCredentials {
  readonly token: string;
  /** A newer one is there; this one is kept for those who use it. */
  isDeprecated = false;
  private users = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(token: string) {
    this.token = token;
  }

  async use<T>(work: (token: string) => Promise<T>): Promise<T> {
    this.users++;
    try {
      return await work(this.token);
    } finally {
      this.users--;
      if (this.users === 0) for (const wake of this.waiting.splice(0)) wake();
    }
  }

  /** Resolves when nobody uses it. */
  unused(): Promise<void> {
    if (this.users === 0) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
