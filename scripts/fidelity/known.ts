import type { Difference } from './simulated.ts';

/** A difference that is understood and left, as FIDELITY.md tells it. */
export interface Known {
  readonly api: string;
  /** Programs that show it. */
  readonly programs: RegExp;
  readonly kind: Difference['kind'];
  readonly real: string;
  readonly simulated: string;
  readonly why: string;
  /** Which verdict it may harm; null: none, for it is named or no program depends on it. */
  readonly harms: string | null;
}

const NAMED = 'not simulated, and named with its line: the verdict is unknown';

/** Calls that no seam has: nothing is silently different. */
function missing(api: string, programs: RegExp, real: string): Known {
  return { api, programs, kind: 'refused', real, simulated: NAMED, why: 'no seam yet', harms: null };
}

export const KNOWN: readonly Known[] = [
  missing('fs.openAsBlob', /^more of fs: openAsBlob/, 'a Blob of the file'),
  missing('PerformanceObserver', /^clocks: a performance observer/, 'tells of marks'),
  {
    api: 'two calls of fs at a time',
    programs: /^together:/,
    kind: 'other',
    real: 'a call of one system call mostly ends before one of three',
    simulated: 'the default order ends what was begun first; others are explored',
    why: 'the default order is the one without preemption, so that a timeline says only what matters',
    harms: null,
  },
  {
    api: 'a synchronous call of fs after an asynchronous one, in one turn',
    programs: /^fs and the loop: a sync call before a promise of one/,
    kind: 'unreached',
    real: 'the thread pool may be done before the synchronous call begins, on 26 with a whole readFile',
    simulated: 'what was asked for acts after the turn that asked',
    why: 'a turn is one step',
    harms: 'holds: an effect within the turn that asked for it is not explored',
  },
  {
    api: 'fetch: aborted after the body arrived, before it is read',
    programs: /^fetch: aborted after it arrived, before/,
    kind: 'other',
    real: 'AbortError, or now and then a TypeError: the body has already been read',
    simulated: 'AbortError (Node 20, 22), the reason of the abort (24 on)',
    why: 'which of the two depends on what undici is about when the abort comes; reading rejects either way',
    harms: null,
  },
  {
    api: 'fetch: the connection of the next request',
    programs: /^http: fetch: one after the other/,
    kind: 'other',
    real: 'a connection is used again one turn after the body has ended: who asks at once gets another one',
    simulated: 'it is used again at once',
    why: 'undici waits for bytes that a faulty server may still send; no answer depends on it',
    harms: null,
  },
  {
    api: 'fs.rm without a callback',
    programs: /^callback of fs\.rm:|^arguments of fs\.rm: nothing \(callback\)/,
    kind: 'other',
    real: 'a TypeError that nothing can catch, later; a number in its place is taken for options',
    simulated: 'a TypeError at once',
    why: 'either way the program is wrong, and told so',
    harms: null,
  },
  {
    api: 'fs.opendir with a bufferSize that there is not',
    programs: /^fs\.Dir: sizes that there are not, by promise$/,
    kind: 'other',
    real: 'an error that nothing can catch, later',
    simulated: 'the callback gets it, the promise is rejected with it',
    why: 'either way the program is wrong, and told so',
    harms: null,
  },
  {
    api: 'fs/promises: refused arguments',
    programs: /^arguments of fs\..* \(promise\)$/,
    kind: 'other',
    real: 'some versions name an argument in another way than the synchronous form',
    simulated: 'the words of the synchronous form',
    why: 'the class and the code are the same',
    harms: null,
  },
  {
    api: 'timers set in one turn',
    programs: /timeout|sleep|^setTimeout: a list/,
    kind: 'unreached',
    real: 'where the turn takes more than 1 ms, a timer that was set earlier with a longer delay may come first',
    simulated: 'a turn takes no time: the shorter delay comes first',
    why: 'synchronous work has no cost yet',
    harms: 'holds: an order that only a slow turn shows is not explored',
  },
  {
    api: 'fs.readFile of what cannot be read',
    programs: /^fs\.readFile: .* \((?:callback|promise)\)$/,
    kind: 'other',
    real: 'the error has the path',
    simulated: 'it has none, as in older versions',
    why: 'its code is the same',
    harms: null,
  },
  {
    api: 'fs.rmSync of a path that ends in a dot',
    programs: /: rmSync of a path that ends in a dot$/,
    kind: 'other',
    real: 'what is in the folder is removed, then an error without a code is thrown',
    simulated: 'EINVAL, and nothing is removed, as in older versions and in the other forms',
    why: 'nobody means to remove it by that name',
    harms: null,
  },
  {
    api: 'fetch: a redirect that says not where to',
    programs: /^fetch: redirect without a location$/,
    kind: 'other',
    real: 'the body is cut off',
    simulated: 'the body can be read, as in older versions',
    why: 'no server is meant to answer so',
    harms: null,
  },
  {
    api: 'own properties of timers',
    programs: /^timer handles: own keys/,
    kind: 'other',
    real: '_idlePrev, _idleNext, _onTimeout, ... are properties of the object',
    simulated: 'it has none of its own; _idleTimeout, _repeat and _destroyed can be read',
    why: 'links of a list that is not there',
    harms: null,
  },
];

export function knownOf({ name, kind }: Difference): Known | undefined {
  return KNOWN.find((row) => row.kind === kind && row.programs.test(name));
}
