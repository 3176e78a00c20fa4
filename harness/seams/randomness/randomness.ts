import crypto from 'node:crypto';
import { currentAccessLog } from '../../engine/access-log.ts';
import { currentActor } from '../../engine/current-actor.ts';
import type { Actor } from '../../engine/operation.ts';
import { DELIVERY, type Footprint, Operation } from '../../engine/operation.ts';
import { patch } from '../../engine/patch.ts';
import type { Random } from '../../engine/random.ts';
import { kindNamed, resourceNamed } from '../../engine/resource.ts';
import { RANDOM_KEY } from '../../engine/shared-keys.ts';
import { worldOf } from '../../world/world.ts';
import { bindCallback } from '../dispatch/callback.ts';
import { fillBytes, integerBetween, uuidVersion4 } from './values.ts';

type Call = (this: unknown, ...args: unknown[]) => unknown;
type Callback = (error: Error | null, value: unknown) => void;

/** Puts dispatchers in place of everything random: `Math.random`, `node:crypto`, the global `crypto`. */
export function installRandomnessSeam(): void {
  patch<() => number>(Math, 'random', (original) => () => currentRandom()?.fraction() ?? original());
  patch<Call>(crypto, 'randomBytes', (original) => dispatch(original, bytesAsked, drawBytes));
  patch<Call>(crypto, 'randomInt', (original) => dispatch(original, integerAsked, drawInteger));
  patch<Call>(crypto, 'randomFill', (original) => dispatch(original, fillAsked, drawFill));
  patch<Call>(crypto, 'randomFillSync', (original) => dispatch(original, fillAsked, drawFill));
  patch<Call>(crypto, 'randomUUID', uuidDispatcher);
  // The module's own `getRandomValues` calls this one.
  const webCrypto = Object.getPrototypeOf(globalThis.crypto) as object;
  patch<Call>(webCrypto, 'randomUUID', uuidDispatcher);
  patch<Call>(webCrypto, 'getRandomValues', (original) => {
    return function getRandomValues(this: unknown, ...args) {
      const random = currentRandom();
      const [array] = args;
      if (random === undefined || !isIntegerArray(array) || array.byteLength > WEB_CRYPTO_BYTES_MAX) {
        return Reflect.apply(original, this, args);
      }
      fillBytes(random, new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
      return array;
    };
  });
}

/** What `getRandomValues` fills at most; beyond it throws a QuotaExceededError. */
const WEB_CRYPTO_BYTES_MAX = 65_536;

function currentRandom(): Random | undefined {
  const random = worldOf(currentActor()?.execution)?.random;
  if (random !== undefined) currentAccessLog()?.writes(RANDOM_KEY);
  return random;
}

/**
 * A function with an optional callback at the end: `parse` makes of its other arguments what `draw` needs, or undefined
 * for arguments that Node's own function is to refuse in its own words.
 */
function dispatch<Asked>(
  original: Call,
  parse: (args: readonly unknown[]) => Asked | undefined,
  draw: (random: Random, asked: Asked) => unknown,
): Call {
  return function random(this: unknown, ...args) {
    const actor = currentActor();
    const random = worldOf(actor?.execution)?.random;
    const callback = args.at(-1);
    const hasCallback = typeof callback === 'function';
    const asked = random === undefined ? undefined : parse(hasCallback ? args.slice(0, -1) : args);
    if (actor === undefined || random === undefined || asked === undefined) return Reflect.apply(original, this, args);
    currentAccessLog()?.writes(RANDOM_KEY);
    const value = draw(random, asked);
    if (!hasCallback) return value;
    actor.execution.issue(new RandomOperation(actor, bindCallback(callback as Callback), value));
    return undefined;
  };
}

function uuidDispatcher(original: Call): Call {
  return function randomUUID(this: unknown, ...args) {
    const random = currentRandom();
    return random === undefined ? Reflect.apply(original, this, args) : uuidVersion4(random);
  };
}

/** Node's `kMaxLength` of random bytes. */
const BYTES_MAX = 2 ** 31 - 1;

function bytesAsked([size]: readonly unknown[]): number | undefined {
  return Number.isInteger(size) && Number(size) >= 0 && Number(size) <= BYTES_MAX ? Number(size) : undefined;
}

function drawBytes(random: Random, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  fillBytes(random, bytes);
  return bytes;
}

/** `randomInt(max)` and `randomInt(min, max)`. */
function integerAsked(args: readonly unknown[]): { min: number; max: number } | undefined {
  const [min, max] = args[1] === undefined ? [0, args[0]] : args;
  if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max)) return undefined;
  const span = Number(max) - Number(min);
  return span > 0 && span < 2 ** 48 ? { min: Number(min), max: Number(max) } : undefined;
}

function drawInteger(random: Random, { min, max }: { min: number; max: number }): number {
  return integerBetween(random, min, max);
}

interface Fill {
  readonly target: ArrayBufferView | ArrayBuffer;
  readonly part: Uint8Array;
}

/** Offset and size count elements of a typed array, as in Node, and bytes of anything else. */
function fillAsked([target, offset = 0, size]: readonly unknown[]): Fill | undefined {
  if (!ArrayBuffer.isView(target) && !(target instanceof ArrayBuffer)) return undefined;
  const elementBytes =
    ArrayBuffer.isView(target) && 'BYTES_PER_ELEMENT' in target ? Number(target.BYTES_PER_ELEMENT) : 1;
  const begin = Number(offset) * elementBytes;
  const length = size === undefined ? target.byteLength - begin : Number(size) * elementBytes;
  if (!(begin >= 0 && length >= 0 && begin + length <= target.byteLength)) return undefined;
  const part = ArrayBuffer.isView(target)
    ? new Uint8Array(target.buffer, target.byteOffset + begin, length)
    : new Uint8Array(target, begin, length);
  return { target, part };
}

function drawFill(random: Random, { target, part }: Fill): unknown {
  fillBytes(random, part);
  return target;
}

function isIntegerArray(value: unknown): value is NodeJS.TypedArray {
  return (
    ArrayBuffer.isView(value) &&
    !(value instanceof DataView || value instanceof Float32Array || value instanceof Float64Array)
  );
}

const RANDOM = kindNamed('random');
const POOL = resourceNamed('thread-pool');
const NOTHING: Footprint = { reads: [], writes: [] };

/** Random bytes with a callback come from Node's thread pool, at any moment. They are drawn at issue: order cannot matter. */
class RandomOperation extends Operation {
  private readonly callback: Callback;
  private readonly value: unknown;

  constructor(actor: Actor, callback: Callback, value: unknown) {
    super(actor, RANDOM, POOL, DELIVERY, actor.execution.now, actor.execution.now + RANDOM_MS_MAX);
    this.callback = callback;
    this.value = value;
  }

  override deliver(): void {
    this.callback(null, this.value);
  }

  override footprint(): Footprint {
    return NOTHING;
  }
}

/** A busy thread pool, in ms. */
const RANDOM_MS_MAX = 10;
