import { StepLog, WHO } from '../engine/step-log.ts';
import type { Decision, Strategy } from '../engine/strategy.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { TraceOrder } from '../strategies/dpor/trace-order.ts';
import { runMany, type Tally } from './programs/sample.ts';

/** What a strategy executed, as traces: for checking a reduction against plain enumeration. */
export interface Traces {
  readonly tally: Tally;
  /** How often each trace was executed, by its canonical text. */
  readonly counts: ReadonlyMap<string, number>;
  /** Executions before it was known what to expect; their traces do not count. */
  readonly discarded: number;
}

/** Runs a scenario's first example under a strategy to the end and names the trace of each execution. */
export async function tracesOf(
  scenario: Scenario,
  strategy: Strategy,
  options: { implementation?: string; executionsMax: number },
): Promise<Traces> {
  const named = new NamesTraces(strategy);
  const implementation = options.implementation ?? Object.keys(scenario.implementations)[0] ?? '';
  const tally = await runMany(scenario, { implementation, strategy: named, executionsMax: options.executionsMax });
  return { tally, counts: named.counts, discarded: named.discarded };
}

/** Another strategy, with the trace of each execution noted at its end. */
class NamesTraces implements Strategy {
  readonly seesEveryStep: boolean;
  readonly log: StepLog;
  readonly counts: Map<string, number> = new Map();
  discarded = 0;
  private executions = 0;
  private readonly inner: Strategy;
  private readonly order: TraceOrder = new TraceOrder();

  constructor(inner: Strategy) {
    this.inner = inner;
    this.seesEveryStep = inner.seesEveryStep === true;
    this.log = inner.log ?? new StepLog();
  }

  begin(): boolean {
    // What the reduction has executed before it knew what to expect does not count.
    if (this.log.mustRestart) {
      this.counts.clear();
      this.discarded = this.executions;
    }
    this.executions++;
    if (this.inner.log === undefined) this.log.mustRestart = false;
    return this.inner.begin();
  }

  choose(decision: Decision): number {
    return this.inner.choose(decision);
  }

  end(steps: number): void {
    if (!this.log.mustRestart) {
      const name = canonicalName(this.log, this.order);
      this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    }
    this.inner.end(steps);
  }
}

/** The same text for two executions exactly if they are the same trace: each step with those that happen before it. */
function canonicalName(log: StepLog, order: TraceOrder): string {
  order.build(log);
  const seen = new Map<number, number>();
  const labels: string[] = [''];
  for (let step = 1; step <= log.steps; step++) {
    const who = log.field(step, WHO);
    const nth = (seen.get(who) ?? 0) + 1;
    seen.set(who, nth);
    labels.push(`${(who >>> 0).toString(36)}.${nth}`);
  }
  return Array.from({ length: log.steps }, (_, i) => {
    const before = labels.slice(1, i + 1).filter((_label, k) => order.isBefore(k + 1, i + 1));
    return `${labels[i + 1]}<${before.sort().join(',')}`;
  })
    .sort()
    .join(' ');
}
