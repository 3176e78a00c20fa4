import type { Operation } from './operation.ts';

/** A hash of the label of the operation's next step: no string is made for it. */
export function stepHash(operation: Operation): number {
  const { actor, kind, resource, n, effects, phase } = operation;
  const whose = actor.hash ^ Math.imul(n, 0x9e3779b1) ^ (effects << 1) ^ phase;
  return Math.imul(whose, 0x85ebca6b) ^ Math.imul(kind.hash, 0x27d4eb2f) ^ resource.hash;
}
