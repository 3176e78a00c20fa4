import type { Actor } from '../../engine/operation.ts';
import { DELIVERY, type Footprint, NOTHING, Operation } from '../../engine/operation.ts';
import { type Kind, resourceNamed } from '../../engine/resource.ts';

/** How a caller is told. */
export type Callback = (...results: readonly unknown[]) => void;

const POOL = resourceNamed('thread-pool');
/** A busy thread pool, in ms. */
const POOL_MS_MAX = 10;

/**
 * What Node computes in its thread pool comes from there at any moment, in any order. It is computed at issue: nothing else can
 * matter to it.
 */
export class PoolOperation extends Operation {
  private readonly callback: Callback;
  private readonly results: readonly unknown[];

  /** `results`: what the callback gets. */
  constructor(actor: Actor, kind: Kind, callback: Callback, results: readonly unknown[]) {
    super(actor, kind, POOL, DELIVERY, actor.execution.now, actor.execution.now + POOL_MS_MAX);
    this.callback = callback;
    this.results = results;
  }

  override deliver(): void {
    this.callback(...this.results);
  }

  override footprint(): Footprint {
    return NOTHING;
  }
}
