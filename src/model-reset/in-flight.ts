/** Promises of requests that have not ended. */
export class InFlight {
  private readonly requests: Set<Promise<unknown>> = new Set();

  /** Counts `request` in until it settles. */
  track<T>(request: Promise<T>): Promise<T> {
    this.requests.add(request);
    const forget = (): void => {
      this.requests.delete(request);
    };
    request.then(forget, forget);
    return request;
  }

  /** Those in flight now. */
  all(): readonly Promise<unknown>[] {
    return [...this.requests];
  }
}
