import crypto from 'node:crypto';
import { currentAccessLog } from '../../engine/access-log.ts';
import type { Actor } from '../../engine/operation.ts';
import type { Random } from '../../engine/random.ts';
import { kindNamed } from '../../engine/resource.ts';
import { RANDOM_KEY } from '../../engine/shared-keys.ts';
import { worldOf } from '../../world/world.ts';
import { bindCallback } from '../dispatch/callback.ts';
import { type Controlled, dispatch, PASS_THROUGH } from '../dispatch/dispatch.ts';
import { type Callback, PoolOperation } from '../pool/operation.ts';
import { virtualWallClock } from '../timers/clock.ts';
import { fillBytes, integerBetween, uuidVersion4, uuidVersion7 } from './values.ts';

/** Puts a dispatcher in place of `Math.random`, of which each realm has its own. */
export function controlChance(math: Math): void {
  dispatch(math, 'random', (actor) => randomOf(actor)?.fraction() ?? PASS_THROUGH);
}

const RANDOM = kindNamed('random');

/** Puts dispatchers in place of everything else that is random: `node:crypto`, the global `crypto`. */
export function installRandomnessSeam(): void {
  dispatch(crypto, 'randomBytes', drawing(bytesAsked, drawBytes));
  dispatch(
    crypto,
    'randomInt',
    drawing(integerAsked, drawInteger, (value) => [undefined, value]),
  );
  dispatch(crypto, 'randomFill', drawing(fillAsked, drawFill));
  dispatch(crypto, 'randomFillSync', drawing(fillAsked, drawFill));
  dispatch(crypto, 'randomUUID', drawUuid);
  dispatch(crypto, 'randomUUIDv7', (actor, [options], original) => {
    const now = virtualWallClock();
    const random = randomOf(actor);
    // Called for what it refuses alone.
    original(options);
    return random === undefined || now === undefined ? PASS_THROUGH : uuidVersion7(random, now);
  });
  // The module's own `getRandomValues` calls this one.
  const webCrypto = Object.getPrototypeOf(globalThis.crypto) as object;
  dispatch(webCrypto, 'randomUUID', drawUuid);
  dispatch(webCrypto, 'getRandomValues', (actor, [array]) => {
    if (!isIntegerArray(array) || array.byteLength > WEB_CRYPTO_BYTES_MAX) return PASS_THROUGH;
    const random = randomOf(actor);
    if (random === undefined) return PASS_THROUGH;
    fillBytes(random, new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    return array;
  });
}

/** What `getRandomValues` fills at most; beyond it throws a QuotaExceededError. */
const WEB_CRYPTO_BYTES_MAX = 65_536;

/** The execution's generator; whoever asks for it draws from it. */
export function randomOf(actor: Actor): Random | undefined {
  const random = worldOf(actor.execution)?.random;
  if (random !== undefined) currentAccessLog()?.writes(RANDOM_KEY);
  return random;
}

/**
 * A function with an optional callback at the end: `parse` makes of its other arguments what `draw` needs, or undefined
 * for arguments that Node's own function is to refuse in its own words.
 */
function drawing<Asked>(
  parse: (args: readonly unknown[]) => Asked | undefined,
  draw: (random: Random, asked: Asked) => unknown,
  results: (value: unknown) => readonly unknown[] = (value) => [null, value],
): Controlled {
  return (actor, args) => {
    const callback = args.at(-1);
    const hasCallback = typeof callback === 'function';
    const asked = parse(hasCallback ? args.slice(0, -1) : args);
    const random = asked === undefined ? undefined : randomOf(actor);
    if (random === undefined || asked === undefined) return PASS_THROUGH;
    const value = draw(random, asked);
    if (!hasCallback) return value;
    actor.execution.issue(new PoolOperation(actor, RANDOM, bindCallback(callback as Callback), results(value)));
    return undefined;
  };
}

function drawUuid(actor: Actor): unknown {
  const random = randomOf(actor);
  return random === undefined ? PASS_THROUGH : uuidVersion4(random);
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
