/** The streams in progress, each as a promise of its end. */
export class OpenStreams {
  private readonly ends: Set<Promise<void>> = new Set();
  private readonly idle: (() => void)[] = [];

  /** Returns the function that ends the stream. */
  add(): () => void {
    let resolve = (): void => {};
    const end = new Promise<void>((done) => {
      resolve = done;
    });
    this.ends.add(end);
    return () => {
      if (!this.ends.delete(end)) return;
      resolve();
      if (this.ends.size === 0) for (const wake of this.idle.splice(0)) wake();
    };
  }

  /** Resolves when those that are open now have ended. */
  async untilThoseEnd(): Promise<void> {
    await Promise.all([...this.ends]);
  }

  /** Resolves when none is open. */
  untilIdle(): Promise<void> {
    if (this.ends.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.idle.push(resolve));
  }
}
