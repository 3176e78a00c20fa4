import { AccessLog, WRITE } from '../../engine/access-log.ts';
import type { Actor } from '../../engine/operation.ts';
import { EFFECT, type Operation } from '../../engine/operation.ts';

/** Pairs of a resource and an actor that are kept; what further ones do is not learned. */
const PAIRS_MAX = 10_000;

/** What one actor does to one resource. */
interface Pair {
  readonly resource: number;
  readonly actor: number;
  writes: boolean;
  /** Steps of the execution in progress. */
  steps: number;
  /** Steps in all executions in which it touched the resource at all, and how many those were. */
  total: number;
  executions: number;
}

/** How often each actor touches each resource in an execution, learned from those that went before: the mean, rounded. */
export class AccessCounts {
  /** Resources that several actors touch, one of which writes. */
  readonly shared: number[] = [];
  private readonly pairs: Map<number, Pair> = new Map();
  private readonly touched: Pair[] = [];
  private readonly accesses: AccessLog = new AccessLog();

  begin(): void {
    for (const pair of this.touched) pair.steps = 0;
    this.touched.length = 0;
  }

  /** The operation is about to make its next step. */
  took(operation: Operation): void {
    const pair = this.pairOf(operation.resource.hash, operation.actor);
    if (pair === undefined) return;
    if (pair.steps++ === 0) this.touched.push(pair);
    if (!pair.writes && this.isWrite(operation)) {
      pair.writes = true;
      this.share(pair);
    }
  }

  /** Steps with which the actor is expected to touch the resource still. */
  left(resource: number, actor: Actor): number {
    const pair = this.pairs.get(keyOf(resource, actor.hash));
    if (pair === undefined || pair.executions === 0) return 0;
    return Math.max(0, Math.round(pair.total / pair.executions) - pair.steps);
  }

  /** Learns from the execution in progress, which is over. */
  end(): void {
    for (const pair of this.touched) {
      pair.total += pair.steps;
      pair.executions++;
    }
  }

  private pairOf(resource: number, actor: Actor): Pair | undefined {
    const key = keyOf(resource, actor.hash);
    const known = this.pairs.get(key);
    if (known !== undefined || this.pairs.size >= PAIRS_MAX) return known;
    const pair: Pair = { resource, actor: actor.hash, writes: false, steps: 0, total: 0, executions: 0 };
    this.pairs.set(key, pair);
    this.share(pair);
    return pair;
  }

  /** Lists the resource of a pair that is new, or that has turned out to write, if it is shared now. */
  private share({ resource, actor }: Pair): void {
    if (this.shared.includes(resource)) return;
    let others = false;
    let writes = false;
    for (const pair of this.pairs.values()) {
      if (pair.resource !== resource) continue;
      if (pair.actor !== actor) others = true;
      if (pair.writes) writes = true;
    }
    if (others && writes) this.shared.push(resource);
  }

  private isWrite(operation: Operation): boolean {
    const { accesses } = this;
    accesses.clear();
    if (operation.phase === EFFECT || operation.effects === 0) operation.logAccesses(accesses);
    for (let i = 0; i < accesses.count; i++) if (((accesses.modes[i] as number) & WRITE) !== 0) return true;
    return false;
  }
}

function keyOf(resource: number, actor: number): number {
  return (resource & 0x1f_ffff) * 0x1_0000_0000 + ((Math.imul(resource, 0x9e3779b1) ^ actor) >>> 0);
}
