/** Measures how long nothing is served, from changes of whether it is. */
export class ServiceClock {
  private downSince: number | null = null;
  private longestMs = 0;

  observe(now: number, isServing: boolean): void {
    if (isServing) {
      this.longestMs = this.longest(now);
      this.downSince = null;
    } else {
      this.downSince ??= now;
    }
  }

  /** The longest window so far, an open one included. */
  longest(now: number): number {
    return this.downSince === null ? this.longestMs : Math.max(this.longestMs, now - this.downSince);
  }
}
