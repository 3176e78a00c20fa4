import type { RunningActor } from './actor.ts';
import { DELIVERY, FOREVER, type Footprint, NOTHING, Operation } from './operation.ts';
import { kindNamed, type Resource, resourceNamed } from './resource.ts';

const START: Resource = resourceNamed('actor');
const START_KIND = kindNamed('start');

/**
 * Calls `actor.begin()` with that actor as the current one. In gates mode actors name themselves and this is a plain
 * call; with the seams it is AsyncLocalStorage, which costs 1.5-1.9 times per step on Node 20.
 */
export type Enter = (actor: RunningActor) => void;

/** The first operation of every actor: when it begins is itself a choice. */
export class Start extends Operation {
  private readonly begun: RunningActor;
  private readonly enter: Enter;

  constructor(actor: RunningActor, enter: Enter, earliestMs: number, latestMs: number = FOREVER) {
    // Declared late, at a restart, it begins at once rather than never.
    super(actor, START_KIND, START, DELIVERY, earliestMs, Math.max(earliestMs, latestMs));
    this.begun = actor;
    this.enter = enter;
  }

  override deliver(): void {
    const { turn } = this.begun;
    if (turn === null) this.begin(this.begun);
    else for (const actor of turn.join(this.begun)) this.begin(actor);
  }

  private begin(actor: RunningActor): void {
    if (actor.state.kind === 'waiting') this.enter(actor);
  }

  override describe(): string {
    return this.begun.turn?.describe() ?? '';
  }

  override footprint(): Footprint {
    const { turn } = this.begun;
    return turn === null ? NOTHING : { reads: [], writes: [turn.resource.name] };
  }
}
