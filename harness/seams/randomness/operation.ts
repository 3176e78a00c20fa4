import type { Actor } from '../../engine/operation.ts';
import { DELIVERY, type Footprint, NOTHING, Operation } from '../../engine/operation.ts';
import { kindNamed, resourceNamed } from '../../engine/resource.ts';

/** How a caller of `crypto` is told. */
export type Callback = (...results: readonly unknown[]) => void;

const RANDOM = kindNamed('random');
const POOL = resourceNamed('thread-pool');

/** Random bytes with a callback come from Node's thread pool, at any moment. They are drawn at issue: order cannot matter. */
export class RandomOperation extends Operation {
  private readonly callback: Callback;
  private readonly results: readonly unknown[];

  /** `results`: what the callback gets. */
  constructor(actor: Actor, callback: Callback, results: readonly unknown[]) {
    super(actor, RANDOM, POOL, DELIVERY, actor.execution.now, actor.execution.now + RANDOM_MS_MAX);
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

/** A busy thread pool, in ms. */
const RANDOM_MS_MAX = 10;
