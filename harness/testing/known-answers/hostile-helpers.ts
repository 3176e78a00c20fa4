import type { Env } from '../../scenario/env.ts';
import { begin, type Judge } from './program.ts';

/** For getters, traps and callbacks that must not be called. */
export function refuse(): never {
  throw new Error('it refuses');
}

export function throwing(value: unknown): never {
  throw value;
}

export function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** A program of one actor; only the engine's own properties judge it. */
export function one(body: () => unknown): (env: Env) => Judge {
  return (env) => begin(env, { only: body });
}
