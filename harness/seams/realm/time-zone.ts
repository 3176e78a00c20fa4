import { isMainThread } from 'node:worker_threads';
import { isArmed } from '../../engine/current-actor.ts';
import { reportLeak } from '../../engine/leak-detector.ts';
import { type Call, patch } from '../../engine/patch.ts';

/** The variables of this process, whoever asks: the seam for `process.env` is for code under test. */
const variables = process.env;
const isMain = isMainThread;
/** A worker thread may set it, without effect. */
const atStart = variables.TZ;
const RealFormat = Intl.DateTimeFormat;

/** The machine's, while another one is shown. */
let hidden: { readonly TZ: string | undefined } | null = null;
/** A zone that this thread cannot show, though an execution is to be in it. */
let missed: string | null = null;
let isWatched = false;
/** The zone of the executions in progress. */
let shown: string | null = null;
/** What was last found to be the zone of this thread, and the variable that it was found with: to ask takes long. */
let found: { readonly timeZone: string; readonly TZ: string | undefined } | null = null;

/** Whether dates of this thread are in this zone, which may have several names. */
export function isCurrentTimeZone(timeZone: string): boolean {
  // Intl takes longer to load than most threads explore.
  if (timeZone === variables.TZ && (isMain || timeZone === atStart)) return true;
  const asked = new RealFormat('en', { timeZone }).resolvedOptions().timeZone;
  return asked === new RealFormat('en').resolvedOptions().timeZone;
}

/**
 * Dates are in this zone for a slice of exploration. The main thread of a process alone can choose it. A worker thread has
 * that which the process had when the thread began; in another one, who asks for local time is named.
 */
export function showTimeZone(timeZone: string): void {
  if (timeZone === shown) return;
  shown = timeZone;
  missed = null;
  const { TZ } = variables;
  if (found !== null && found.timeZone === timeZone && found.TZ === TZ) return;
  if (isCurrentTimeZone(timeZone)) {
    found = { timeZone, TZ };
    return;
  }
  found = null;
  if (isMain) {
    hidden ??= { TZ: variables.TZ };
    variables.TZ = timeZone;
  } else {
    missed = timeZone;
    watchLocalTime();
  }
}

/** The machine's time zone again. */
export function hideTimeZone(): void {
  shown = null;
  missed = null;
  if (hidden === null) return;
  if (hidden.TZ === undefined) delete variables.TZ;
  else variables.TZ = hidden.TZ;
  hidden = null;
}

/** Methods of dates that are about local time: `getHours`, `setHours`, `toString`, and not `getUTCHours` or `toISOString`. */
const LOCAL = /^(?:[gs]et(?!UTC|Time$)|to(?!ISO|UTC|GMT|JSON))/;

function watchLocalTime(): void {
  if (isWatched) return;
  isWatched = true;
  for (const name of Object.getOwnPropertyNames(Date.prototype).filter((each) => LOCAL.test(each))) {
    patch<Call>(Date.prototype, name, (original) => {
      return function (this: unknown, ...args) {
        if (missed !== null && isArmed()) reportLeak(`Date.${name}`, adviceOn(missed));
        return Reflect.apply(original, this, args);
      };
    });
  }
}

function adviceOn(timeZone: string): string {
  return `whose time zone is not ${timeZone}, and a worker thread cannot choose; begin the process with TZ=${timeZone}`;
}
