/** Names as `openclaw metrics get` takes them. */
export type MetricName =
  /** Accepted requests that have not ended. */
  | 'gateway.requests.inflight'
  /** Accepted requests that failed for another reason than their provider's answer. */
  | 'models.reset.failed_requests';

/** Numbers by name. Counters only grow, gauges go both ways. */
export class Metrics {
  private readonly values: Map<MetricName, number> = new Map();

  get(name: MetricName): number {
    return this.values.get(name) ?? 0;
  }

  add(name: MetricName, difference: number): void {
    this.values.set(name, this.get(name) + difference);
  }
}
