import { deliverWithFailover } from './deliver-with-failover.ts';
import type { SessionGateway } from './gateway.ts';
import { fencedLeaseLock, leaseLock } from './lease-lock.ts';
import { pidFileLock } from './pid-file-lock.ts';
import { rotateAsSuggested, rotateOnTimeout, timeoutIsTerminal } from './rotation-policy.ts';
import { runPerAttempt } from './run-per-attempt.ts';
import { runReleasingBetween } from './run-releasing-between.ts';
import { runUnderOneHold } from './run-under-one-hold.ts';
import { deliverDirectly, runWithoutHold } from './run-without-hold.ts';
import type { GatewaySettings } from './settings.ts';
import { withAcquireTimeout } from './short-acquire.ts';
import { takeoverLock } from './takeover-lock.ts';

/** Makes the gateway of one process. */
export type MakeGateway = (settings: GatewaySettings) => SessionGateway;

/** The report's gateway before its fix: one hold of the lock from the first candidate to the last. */
export const holdAcrossRotation: MakeGateway = (settings) => {
  const parts = { policy: rotateOnTimeout, locks: pidFileLock };
  return {
    run: (turn) => runUnderOneHold(settings, parts, turn),
    deliver: (message) => deliverWithFailover(settings, parts, message),
  };
};

/** The report's fix in its words: a timeout ends the run, and with it the hold. */
export const timeoutTerminal: MakeGateway = (settings) => {
  const parts = { policy: timeoutIsTerminal, locks: pidFileLock };
  return {
    run: (turn) => runUnderOneHold(settings, parts, turn),
    deliver: (message) => deliverWithFailover(settings, parts, message),
  };
};

/** The code that the report's page suggests: meant to end the run after a timeout. */
export const suggestedSnippet: MakeGateway = (settings) => {
  const parts = { policy: rotateAsSuggested, locks: pidFileLock };
  return {
    run: (turn) => runUnderOneHold(settings, parts, turn),
    deliver: (message) => deliverWithFailover(settings, parts, message),
  };
};

/** The fix in words, and less patience: whoever waits for a lock is told after 5 s. */
export const terminalAndAcquireTimeout: MakeGateway = (settings) => {
  const parts = { policy: timeoutIsTerminal, locks: withAcquireTimeout(pidFileLock) };
  return {
    run: (turn) => runUnderOneHold(settings, parts, turn),
    deliver: (message) => deliverWithFailover(settings, parts, message),
  };
};

/** The page's guidance: the lock is verifiably released between attempts; the turn keeps what it had read. */
export const releaseBetween: MakeGateway = (settings) => {
  const parts = { policy: rotateOnTimeout, locks: pidFileLock };
  return {
    run: (turn) => runReleasingBetween(settings, parts, turn),
    deliver: (message) => deliverWithFailover(settings, parts, message),
  };
};

/** One hold, but no longer than 30 s: then the lock is anybody's. */
export const lease30s: MakeGateway = (settings) => {
  const parts = { policy: rotateOnTimeout, locks: leaseLock };
  return {
    run: (turn) => runUnderOneHold(settings, parts, turn),
    deliver: (message) => deliverWithFailover(settings, parts, message),
  };
};

/** The lease with a fencing token that is checked before each write. */
export const lease30sFenced: MakeGateway = (settings) => {
  const parts = { policy: rotateOnTimeout, locks: fencedLeaseLock };
  return {
    run: (turn) => runUnderOneHold(settings, parts, turn),
    deliver: (message) => deliverWithFailover(settings, parts, message),
  };
};

/** The lock taken anew for each attempt and released in between; timeouts rotate. */
export const holdPerAttempt: MakeGateway = (settings) => {
  const parts = { policy: rotateOnTimeout, locks: pidFileLock };
  return {
    run: (turn) => runPerAttempt(settings, parts, turn),
    deliver: (message) => deliverWithFailover(settings, parts, message),
  };
};

/** No lock during model calls; the lock only around an append, and safe against dead owners. */
export const reference: MakeGateway = (settings) => {
  const parts = { policy: rotateOnTimeout, locks: takeoverLock };
  return {
    run: (turn) => runWithoutHold(settings, parts, turn),
    deliver: (message) => deliverDirectly(settings, parts, message),
  };
};
