import { runAsHarness } from '../../engine/current-actor.ts';
import type { Actor } from '../../engine/operation.ts';
import { kindNamed } from '../../engine/resource.ts';
import { worldOf } from '../../world/world.ts';
import { dispatch, PASS_THROUGH } from '../dispatch/dispatch.ts';
import { PoolOperation } from '../pool/operation.ts';
import { computeElsewhere, type Outcome } from './elsewhere.ts';
import { randomOf } from './randomness.ts';
import { fillBytes } from './values.ts';

const METHODS = [
  'decrypt',
  'deriveBits',
  'deriveKey',
  'digest',
  'encrypt',
  'exportKey',
  'generateKey',
  'importKey',
  'sign',
  'unwrapKey',
  'verify',
  'wrapKey',
];
/** What these make is random each time, by OpenSSL's own randomness. */
const RANDOM = /^(?:ECDSA|RSA-PSS|RSA-OAEP)$/i;

/** `crypto.subtle`: its promises settle in steps, with what a thread beside this one has computed meanwhile. */
export function installSubtleSeam(): void {
  const prototype = Object.getPrototypeOf(globalThis.crypto.subtle) as object;
  for (const name of METHODS) {
    const kind = kindNamed(`subtle.${name}`);
    dispatch(prototype, name, (actor, args) => {
      const outcome = runAsHarness(() => outcomeOf(actor, name, args));
      if (outcome === null) return PASS_THROUGH;
      return new Promise((resolve, reject) => {
        const settle = 'error' in outcome ? () => reject(outcome.error) : () => resolve(outcome.value);
        actor.execution.issue(new PoolOperation(actor, kind, settle, []));
      });
    });
  }
}

/** Null: its arguments cannot be sent to another thread, and Node is to refuse them. */
function outcomeOf(actor: Actor, name: string, args: readonly unknown[]): Outcome | null {
  const algorithm = nameOf(args[0]);
  const bytes = name === 'generateKey' ? secretBytes(algorithm, args[0]) : null;
  const random = randomOf(actor);
  if (bytes !== null && random !== undefined) {
    const drawn = new Uint8Array(bytes);
    fillBytes(random, drawn);
    return computeElsewhere('importKey', ['raw', drawn, ...args]);
  }
  const isReal = name === 'generateKey' || ((name === 'sign' || name === 'encrypt') && RANDOM.test(algorithm));
  if (isReal) worldOf(actor.execution)?.noteReal(`crypto.subtle.${name}`);
  return computeElsewhere(name, args);
}

function nameOf(algorithm: unknown): string {
  return String(typeof algorithm === 'string' ? algorithm : Reflect.get(Object(algorithm), 'name'));
}

/** Bits of the block of a hash, which is how long a key of HMAC is unless somebody says otherwise. */
const BLOCK_BITS: Readonly<Record<string, number>> = { 'SHA-1': 512, 'SHA-256': 512, 'SHA-384': 1024, 'SHA-512': 1024 };

/** Of a secret key that can be drawn; null for all others. */
function secretBytes(algorithm: string, of: unknown): number | null {
  const length: unknown = Reflect.get(Object(of), 'length');
  const isHmac = /^HMAC$/i.test(algorithm);
  const block = isHmac ? BLOCK_BITS[nameOf(Reflect.get(Object(of), 'hash')).toUpperCase()] : undefined;
  const bits = length ?? block;
  if (!(isHmac || /^AES-/i.test(algorithm)) || typeof bits !== 'number' || bits <= 0 || bits % 8 !== 0) return null;
  return bits / 8;
}
