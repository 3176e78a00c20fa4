// Entry of the package: properties that a scenario's author takes instead of writing them.
export { AtMostOnce } from './oracles/at-most-once.ts';
export { BoundedWait } from './oracles/bounded-wait.ts';
export { LostUpdate } from './oracles/lost-update.ts';
export { MutualExclusion } from './oracles/mutual-exclusion.ts';
