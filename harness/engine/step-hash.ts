import type { Operation } from './operation.ts';

/** A hash of the label of the operation's next step: no string is made for it. */
export function stepHash(operation: Operation): number {
  const { actor, kind, resource, n, effects, phase } = operation;
  const whose = actor.hash ^ Math.imul(n, 0x9e3779b1) ^ (effects << 1) ^ phase;
  return Math.imul(whose, 0x85ebca6b) ^ Math.imul(kind.hash, 0x27d4eb2f) ^ resource.hash;
}

/** What the trace hash takes of a step beside its time and outcome. */
export function traceWord({ actor, kind, resource, n, effects, phase }: Operation): number {
  const whose = actor.hash ^ (n << 3) ^ (effects << 1) ^ phase;
  const what = kind.hash ^ Math.imul(resource.hash, 0x9e3779b1);
  return Math.imul(whose, 0xc2b2ae35) ^ what;
}
