import crypto from 'node:crypto';
import { currentActor, runAsHarness } from '../engine/current-actor.ts';
import { type Call, patch } from '../engine/patch.ts';

/** What they compute ends with the call, though Node makes the same resource for it that the asynchronous form waits for. */
const SYNCHRONOUS = ['pbkdf2Sync', 'scryptSync', 'hkdfSync', 'argon2Sync', 'checkPrimeSync', 'generateKeyPairSync'];
/** Synchronous without a callback at the end. */
const ONE_SHOT = ['sign', 'verify', 'diffieHellman', 'encapsulate', 'decapsulate'];

/**
 * Keeps synchronous cryptography from being taken for something that escapes the step. Keys of generateKeyPairSync and
 * signatures with a random part are real: code that decides by their bytes goes another way each time, and that is seen. Primes
 * and secret keys, whose bytes code is likely to look at, are still named as uncontrolled.
 */
export function installSynchronousCrypto(): void {
  for (const name of SYNCHRONOUS) exempt(name, () => true);
  for (const name of ONE_SHOT) exempt(name, (args) => typeof args.at(-1) !== 'function');
}

function exempt(name: string, isSynchronous: (args: readonly unknown[]) => boolean): void {
  patch<Call>(crypto, name, (original) => {
    return function (this: unknown, ...args) {
      const call = (): unknown => Reflect.apply(original, this, args);
      return currentActor() !== undefined && isSynchronous(args) ? runAsHarness(call) : call();
    };
  });
}
