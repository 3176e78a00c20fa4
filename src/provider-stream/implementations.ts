import { BASELINES } from './baselines.ts';
import type { MakeManager } from './manager.ts';
import type { OpenStreams } from './open-streams.ts';
import { reference, referenceWithoutConnectTimeout, referenceWithoutCopyOnWrite } from './reference.ts';
import { replaceInPlace } from './replace-in-place.ts';
import { waitingManager } from './waiting-manager.ts';

/** How long an update waits for streams at most, in ms. */
const WAIT_MS_MAX = 30_000;

/** Every variant of the manager, by the name that reports and scenarios use. */
export const IMPLEMENTATIONS: Readonly<Record<string, MakeManager>> = {
  'replace-in-place': replaceInPlace,
  'wait-snapshot': waitingManager(thoseOpenNow),
  'wait-until-zero': waitingManager((open) => () => open.untilIdle()),
  'wait-late-registration': waitingManager(thoseOpenNow, { countsLate: true }),
  'wait-timeout': waitingManager(atMost(WAIT_MS_MAX)),
  'wait-and-pin': waitingManager(thoseOpenNow, { pins: true }),
  reference,
  'reference-without-copy-on-write': referenceWithoutCopyOnWrite,
  'reference-without-connect-timeout': referenceWithoutConnectTimeout,
  ...BASELINES,
};

function thoseOpenNow(open: OpenStreams): () => Promise<void> {
  const those = open.untilThoseEnd();
  return () => those;
}

function atMost(ms: number): (open: OpenStreams) => () => Promise<void> {
  return (open) => {
    const those = open.untilThoseEnd();
    return async () => {
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, ms);
      });
      await Promise.race([those, timeout]);
      clearTimeout(timer);
    };
  };
}
