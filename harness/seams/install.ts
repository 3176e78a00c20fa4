import { arm } from '../engine/current-actor.ts';
import { publishPatches, restorePatches } from '../engine/patch.ts';
import { installConsoleSeam } from './console.ts';
import { installDnsSeam } from './dns/dns.ts';
import { installFetchSeam } from './fetch/fetch.ts';
import { installFileSeam } from './files/files.ts';
import { endOutside, installOutsideWatch } from './outside.ts';
import { installEnvironmentSeam } from './process/environment.ts';
import { armEnvironment, disarmEnvironment } from './process/hidden-environment.ts';
import { installIdentitySeam } from './process/identity.ts';
import { installRandomnessSeam } from './randomness/randomness.ts';
import { installSynchronousCrypto } from './synchronous-crypto.ts';
import { armClock, disarmClock, installClockSeam } from './timers/clock.ts';
import { installTimerSeam } from './timers/timers.ts';
import { installCallWatch } from './watched-calls.ts';

let isInstalled = false;

/**
 * Puts a dispatcher in place of every function that a seam controls. A dispatcher asks for the current actor and passes
 * the call through when there is none, so it may stay for the life of the process. Install before loading the code
 * under test: packages that keep their own copies of `fs` functions (graceful-fs does) then keep the dispatchers.
 */
export function installSeams(): void {
  if (isInstalled) return;
  isInstalled = true;
  installConsoleSeam();
  installClockSeam();
  installTimerSeam();
  installFileSeam();
  installFetchSeam();
  installDnsSeam();
  installRandomnessSeam();
  installEnvironmentSeam();
  installIdentitySeam();
  installSynchronousCrypto();
  installCallWatch();
  installOutsideWatch();
  publishPatches();
}

/** Puts the real functions back. */
export function restoreSeams(): void {
  if (!isInstalled) return;
  isInstalled = false;
  restorePatches();
}

/** Begins a slice of exploration: calls by actors are controlled from here, and the clocks read virtual time. */
export function armSeams(): void {
  installSeams();
  armClock();
  armEnvironment();
  arm(true);
}

/** Ends the slice: everything passes through and clocks are real again. Where one of it fails, the rest is done all the same. */
export function disarmSeams(): void {
  arm(false);
  try {
    endOutside();
  } finally {
    try {
      disarmEnvironment();
    } finally {
      disarmClock();
    }
  }
}
