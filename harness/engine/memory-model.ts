/**
 * What counts as one piece of memory.
 * - `shared`: all of it, that of the scenario's own record included: any two steps that run code are dependent.
 * - `per-process`: that of each simulated process. What several of them use all the same, the scenario's record first of
 *   all, must be `tracked(object)`, and no property be judged before the end.
 * - `tracked`: none. Every step says what it touches: through `tracked(object)`, or by the resources of gates.
 */
export type MemoryModel = 'shared' | 'per-process' | 'tracked';
