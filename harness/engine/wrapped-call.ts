import { AsyncResource } from 'node:async_hooks';
import { currentActor } from './current-actor.ts';
import { RacelineError } from './errors.ts';
import { type Actor, DELIVERY, EFFECT, type Footprint, NOTHING, Operation } from './operation.ts';
import { type Kind, kindNamed, type Resource, resourceNamed } from './resource.ts';

type AnyMethod = (this: unknown, ...args: unknown[]) => unknown;

/** What the operations of a wrapped function are like. */
export interface WrapOptions {
  /** What the calls act on, in labels, and what two of them meet at. Default: the name of the object's class. */
  readonly resource?: string;
  /** Functions that only read there: two of them are tried in one order. */
  readonly reads?: readonly string[];
  /** How long the call takes to act at most, and then the answer to come, in ms each (default 50). */
  readonly latestMs?: number;
}

const LATEST_MS = 50;

interface Wrapping {
  readonly original: AnyMethod;
  readonly kind: Kind;
  readonly resource: Resource;
  readonly isRead: boolean;
  readonly latestMs: number;
}

/** Functions that stand for others. */
const wrapped = new WeakMap<object, AnyMethod>();

/** Puts in the place of `target[name]` a function that is an operation of the actor who calls it. */
export function wrapMethod(target: object, name: string, options: WrapOptions): void {
  const found: unknown = Reflect.get(target, name);
  if (typeof found !== 'function') throw unwrappable(name, 'it is no function of the object');
  const wrapping: Wrapping = {
    // Wrapped before, in another execution, it is not wrapped twice.
    original: wrapped.get(found) ?? (found as AnyMethod),
    kind: kindNamed(name),
    resource: resourceNamed(options.resource ?? target.constructor.name),
    isRead: options.reads?.includes(name) === true,
    latestMs: options.latestMs ?? LATEST_MS,
  };
  const value: AnyMethod = function (...args) {
    const actor = currentActor();
    if (actor === undefined) return Reflect.apply(wrapping.original, this, args);
    return new Promise((resolve, reject) => {
      const call = (): unknown => Reflect.apply(wrapping.original, this, args);
      actor.execution.issue(new WrappedCall(actor, wrapping, call, resolve, reject));
    });
  };
  wrapped.set(value, wrapping.original);
  if (!Reflect.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: true })) {
    throw unwrappable(name, 'the object does not let it be replaced');
  }
}

function unwrappable(name: string, why: string): RacelineError {
  return new RacelineError('ERR_USAGE', {
    what: `env.wrap was to make ${name} an operation`,
    why,
    next: 'Name functions of the object, or of the prototype of its class.',
  });
}

/** The call is made in its effect; once what it promised is there, the caller is told. */
class WrappedCall extends Operation {
  private readonly wrapping: Wrapping;
  private readonly context: AsyncResource = new AsyncResource('RacelineOperation');
  private readonly call: () => unknown;
  private readonly resolve: (value: unknown) => void;
  private readonly reject: (error: unknown) => void;
  private settle: () => void = () => {};
  private hasFailed = false;

  constructor(
    actor: Actor,
    wrapping: Wrapping,
    call: () => unknown,
    resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
  ) {
    const { now } = actor.execution;
    super(actor, wrapping.kind, wrapping.resource, EFFECT, now, now + wrapping.latestMs);
    this.wrapping = wrapping;
    this.call = call;
    this.resolve = resolve;
    this.reject = reject;
  }

  /** It waits for what it has called, which may wait for operations of its own. */
  override effect(): 'park' {
    const { execution } = this.actor;
    this.context.runInAsyncScope(() => {
      new Promise((resolve) => resolve(this.call())).then(
        (value) => {
          this.settle = () => this.resolve(value);
          execution.unpark(this);
        },
        (error: unknown) => {
          this.hasFailed = true;
          this.settle = () => this.reject(error);
          execution.unpark(this);
        },
      );
    });
    return 'park';
  }

  override deliveryWindow(): readonly [number, number] {
    return [0, this.wrapping.latestMs];
  }

  override deliver(): void {
    this.settle();
  }

  override outcome(): number {
    return this.hasFailed && this.phase === DELIVERY ? 1 : 0;
  }

  override describe(): string {
    return this.hasFailed ? 'rejected' : '';
  }

  override get runsScenarioCode(): boolean {
    return true;
  }

  override footprint(): Footprint {
    if (this.phase === DELIVERY) return NOTHING;
    const { name } = this.resource;
    return this.wrapping.isRead ? { reads: [name], writes: [] } : { reads: [], writes: [name] };
  }
}
