import crypto from 'node:crypto';
import { currentActor } from '../../engine/current-actor.ts';
import type { Actor } from '../../engine/operation.ts';
import { type Call, patch } from '../../engine/patch.ts';
import type { Random } from '../../engine/random.ts';
import { worldOf } from '../../world/world.ts';
import { dispatch, PASS_THROUGH } from '../dispatch/dispatch.ts';
import { randomOf } from './randomness.ts';
import { fillBytes } from './values.ts';

/**
 * Draws the keys of key exchanges and secret keys from the execution's randomness, and notes what of node:crypto is random and can
 * only be real: padding, nonces and keys that OpenSSL makes of its own randomness.
 */
export function installKeySeam(): void {
  generatesKeys(crypto.ECDH, drawCurveKey);
  generatesKeys(crypto.DiffieHellman, drawExponent);
  dispatch(crypto, 'generateKeySync', (actor, [type, options]) => {
    const bytes = secretBytes(type, options);
    const random = bytes === undefined ? undefined : randomOf(actor);
    return random === undefined || bytes === undefined ? PASS_THROUGH : crypto.createSecretKey(drawn(random, bytes));
  });
  noteReal();
}

function noteReal(): void {
  for (const name of ['publicEncrypt', 'generateKeyPairSync']) showsThrough(crypto, name, `crypto.${name}`, () => true);
  // Of what an Ed25519 or PKCS #1 signature depends on nothing is random, but who signs with which padding only OpenSSL can tell.
  showsThrough(crypto, 'sign', 'crypto.sign', (args) => typeof args.at(-1) !== 'function');
  showsThrough(crypto.Sign.prototype, 'sign', 'crypto.Sign.sign', () => true);
  // It takes no private key.
  showsThrough(
    crypto.DiffieHellmanGroup.prototype,
    'generateKeys',
    'crypto.DiffieHellmanGroup.generateKeys',
    () => true,
  );
  showsThrough(crypto, 'createDiffieHellman', 'crypto.createDiffieHellman', ([prime]) => typeof prime === 'number');
}

/** Something with a key pair of its own. */
interface Exchange {
  getPrivateKey(): Buffer;
  getPublicKey(encoding?: unknown, format?: unknown): Buffer;
  setPrivateKey(key: Buffer): void;
}

/** Gives what generates a key pair a private key that was drawn, from which it makes the public one. */
function generatesKeys(
  { prototype }: { readonly prototype: object },
  draw: (exchange: Exchange, random: Random, generate: () => unknown) => void,
): void {
  patch<Call>(prototype, 'generateKeys', (original) => {
    return function (this: unknown, ...args) {
      const actor: Actor | undefined = currentActor();
      const random = actor === undefined ? undefined : randomOf(actor);
      const generate = (): unknown => Reflect.apply(original, this, args);
      if (random === undefined) return generate();
      draw(this as Exchange, random, generate);
      return (this as Exchange).getPublicKey(...args);
    };
  });
}

/** Private keys tried before giving up: the order of a curve is rarely much below a power of 256. */
const TRIES_MAX = 100;

function drawCurveKey(exchange: Exchange, random: Random, generate: () => unknown): void {
  generate();
  // Uncompressed: a byte, and two coordinates as long as a private key may be.
  const size = (exchange.getPublicKey().length - 1) / 2;
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const key = drawn(random, size);
    // Ever smaller, for curves whose order is.
    key[0] = (key[0] ?? 0) >> Math.min(8, tries >> 2);
    try {
      exchange.setPrivateKey(key);
      return;
    } catch {
      // It is not below the order of the curve.
    }
  }
}

/** Length of a drawn exponent: twice the strength of the strongest group that is in use. */
const EXPONENT_BYTES = 32;

/** An exchange that has a private key keeps it, as in Node. */
function drawExponent(exchange: Exchange, random: Random, generate: () => unknown): void {
  if (!hasPrivateKey(exchange)) exchange.setPrivateKey(drawn(random, EXPONENT_BYTES));
  generate();
}

function hasPrivateKey(exchange: Exchange): boolean {
  try {
    return exchange.getPrivateKey().length > 0;
  } catch {
    return false;
  }
}

function drawn(random: Random, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  fillBytes(random, bytes);
  return bytes;
}

/** Of `generateKeySync`; undefined for what Node is to refuse. */
function secretBytes(type: unknown, options: unknown): number | undefined {
  const length: unknown = Reflect.get(Object(options), 'length');
  if (typeof length !== 'number' || !Number.isInteger(length)) return undefined;
  if (type === 'aes') return [128, 192, 256].includes(length) ? length / 8 : undefined;
  return type === 'hmac' && length >= 8 && length < 2 ** 31 ? Math.floor(length / 8) : undefined;
}

/** Notes that an actor was given something real. */
function showsThrough(target: object, name: string, what: string, isReal: (args: readonly unknown[]) => boolean): void {
  dispatch(target, name, ({ execution }, args) => {
    if (isReal(args)) worldOf(execution)?.noteReal(what);
    return PASS_THROUGH;
  });
}
