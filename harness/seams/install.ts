import { arm } from '../engine/current-actor.ts';
import { publishPatches, restorePatches } from '../engine/patch.ts';
import { installDnsSeam } from './dns/dns.ts';
import { installFetchSeam } from './fetch/fetch.ts';
import { installFileSeam } from './files/files.ts';
import { forgetLateModules, installInLateModules, installLateLoading } from './late-modules.ts';
import { installEnvironmentData } from './messages/environment-data.ts';
import { installMessageSeam } from './messages/messages.ts';
import { installNetSeam } from './net/net.ts';
import { endOutside, installOutsideWatch } from './outside.ts';
import { installPoolCallbacks } from './pool/callbacks.ts';
import { installZlibStreams } from './pool/zlib-streams.ts';
import { installAccountSeam } from './process/account.ts';
import { installConsoleSeam } from './process/console.ts';
import { installEnvFileSeam } from './process/env-file.ts';
import { installEnvironmentSeam } from './process/environment.ts';
import { restoreExitCode, saveExitCode } from './process/exit-code.ts';
import { installIdentitySeam } from './process/identity.ts';
import { installMachineSeam } from './process/machine.ts';
import { hideGlobals, installOwnGlobals } from './process/own-globals.ts';
import { installStdinSeam } from './process/stdin.ts';
import { installChildProcessSeam } from './programs/child-process.ts';
import { installWorkerSeam } from './programs/worker.ts';
import { installKeySeam } from './randomness/keys.ts';
import { installObjectUrlSeam } from './randomness/object-urls.ts';
import { controlChance, installRandomnessSeam } from './randomness/randomness.ts';
import { installSubtleSeam } from './randomness/subtle.ts';
import { installContextSeam } from './realm/contexts.ts';
import { installDate } from './realm/date.ts';
import { hideLocale, installLocale } from './realm/locale.ts';
import { MAIN_REALM } from './realm/realm.ts';
import { installStamps } from './realm/stamps.ts';
import { installTemporal } from './realm/temporal.ts';
import { hideTimeZone } from './realm/time-zone.ts';
import { installRefusedCalls } from './refused-calls.ts';
import { installSynchronousCrypto } from './synchronous-crypto.ts';
import { armClock, disarmClock, installClockSeam } from './timers/clock.ts';
import { installHistogramSeam } from './timers/histogram.ts';
import { installTimerSeam } from './timers/timers.ts';
import { installUninitialisedMemory } from './uninitialised.ts';
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
  installLocale(MAIN_REALM);
  installDate(MAIN_REALM);
  installTemporal(MAIN_REALM);
  controlChance(MAIN_REALM.Math);
  installStamps();
  installContextSeam();
  installTimerSeam();
  installHistogramSeam();
  installFileSeam();
  installFetchSeam();
  installDnsSeam();
  installNetSeam();
  installChildProcessSeam();
  installWorkerSeam();
  installRandomnessSeam();
  installObjectUrlSeam();
  installEnvironmentSeam();
  installEnvFileSeam();
  installIdentitySeam();
  installOwnGlobals();
  installAccountSeam();
  installMachineSeam();
  installUninitialisedMemory();
  installStdinSeam();
  installSynchronousCrypto();
  installKeySeam();
  installPoolCallbacks();
  installZlibStreams();
  installSubtleSeam();
  installMessageSeam();
  installEnvironmentData();
  installCallWatch();
  installRefusedCalls();
  installLateLoading();
  installOutsideWatch();
  publishPatches();
}

/** Puts the real functions back. */
export function restoreSeams(): void {
  if (!isInstalled) return;
  isInstalled = false;
  restorePatches();
  forgetLateModules();
}

/** Begins a slice of exploration: calls by actors are controlled from here, and the clocks read virtual time. */
export function armSeams(): void {
  installSeams();
  installInLateModules();
  armClock();
  saveExitCode();
  arm(true);
}

/** Ends the slice: everything passes through and clocks are real again. Where one of it fails, the rest is done all the same. */
export function disarmSeams(): void {
  arm(false);
  const all = [endOutside, restoreExitCode, hideGlobals, hideTimeZone, hideLocale, disarmClock];
  const failed: unknown[] = [];
  for (const each of all) {
    try {
      each();
    } catch (error) {
      failed.push(error);
    }
  }
  if (failed.length > 0) throw failed[0];
}
