import crypto from 'node:crypto';
import zlib from 'node:zlib';
import { runAsHarness } from '../../engine/current-actor.ts';
import { kindNamed } from '../../engine/resource.ts';
import { bindCallback } from '../dispatch/callback.ts';
import { dispatch, PASS_THROUGH } from '../dispatch/dispatch.ts';
import { type Callback, PoolOperation } from './operation.ts';

/** Functions of node:crypto that give their result to a callback, by the one that returns it. */
const CRYPTO: Readonly<Record<string, string>> = {
  argon2: 'argon2Sync',
  checkPrime: 'checkPrimeSync',
  diffieHellman: 'diffieHellman',
  generateKey: 'generateKeySync',
  generateKeyPair: 'generateKeyPairSync',
  hkdf: 'hkdfSync',
  pbkdf2: 'pbkdf2Sync',
  scrypt: 'scryptSync',
  sign: 'sign',
  verify: 'verify',
};
const ZLIB = [
  'brotliCompress',
  'brotliDecompress',
  'deflate',
  'deflateRaw',
  'gunzip',
  'gzip',
  'inflate',
  'inflateRaw',
  'unzip',
  'zstdCompress',
  'zstdDecompress',
];
/** Whose callback gets `undefined`, not null, where there is no error. */
const UNDEFINED_FIRST = 'checkPrime';
/** Errors that Node throws at once; all others it gives to the callback. */
const AT_ONCE = /^ERR_(?:CRYPTO|INVALID|MISSING|OUT_OF_RANGE)/;

/** The functions of node:crypto and node:zlib that compute in Node's thread pool and call back. */
export function installPoolCallbacks(): void {
  for (const [name, immediate] of Object.entries(CRYPTO)) computes(crypto, name, immediate);
  for (const name of ZLIB) computes(zlib, name, `${name}Sync`);
}

function computes(module: object, name: string, immediate: string): void {
  const kind = kindNamed(name);
  dispatch(module, name, (actor, args, original) => {
    const callback = args.at(-1);
    const compute: unknown = Reflect.get(module, immediate);
    if (typeof compute !== 'function') return PASS_THROUGH;
    const asNode = (): unknown => runAsHarness(() => Reflect.apply(original, module, args));
    // zlib refuses to do without one only after it has made a resource; of crypto some return what they compute.
    if (typeof callback !== 'function') return module === zlib ? asNode() : PASS_THROUGH;
    const bound = bindCallback(callback as Callback);
    const results = resultsOf(name, () => Reflect.apply(compute, module, args.slice(0, -1)));
    if (results === null) return asNode();
    actor.execution.issue(new PoolOperation(actor, kind, bound, results));
    return undefined;
  });
}

/** Null: the arguments are refused, by the form with a callback in words of its own. */
function resultsOf(name: string, compute: () => unknown): readonly unknown[] | null {
  try {
    const value = name === 'generateKeyPair' ? compute() : inZlib(name, compute);
    const first = name === UNDEFINED_FIRST ? undefined : null;
    if (name !== 'generateKeyPair') return [first, value];
    const { publicKey, privateKey } = value as Record<'publicKey' | 'privateKey', unknown>;
    return [first, publicKey, privateKey];
  } catch (error) {
    return isOfArguments(error) ? null : [error];
  }
}

/** zlib makes a resource even for what it does at once, which is none of the actor's. */
function inZlib(name: string, compute: () => unknown): unknown {
  return ZLIB.includes(name) ? runAsHarness(compute) : compute();
}

function isOfArguments(error: unknown): boolean {
  return error instanceof Error && 'code' in error && AT_ONCE.test(String(error.code));
}
