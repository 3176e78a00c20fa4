import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { foundIn } from '../../harness/testing/violated-of.ts';
import { doNothing } from '../../src/session-flood/baselines.ts';
import { type MakeRegistry, reference } from '../../src/session-flood/implementations.ts';
import type { Message, SessionRegistry } from '../../src/session-flood/session.ts';
import { scenario } from './scenario.ts';

// What a judge of lost messages alone takes for a fix: each is the reference with one liberty taken.

type Receive = (registry: SessionRegistry, id: string, message: Message) => Promise<void>;

function receiving(makeReceive: () => Receive): MakeRegistry {
  return (options) => {
    const registry = reference(options);
    const receive = makeReceive();
    return {
      handleMessage: (id, message) => receive(registry, id, message),
      updateSession: (id, update) => registry.updateSession(id, update),
      getSession: (id) => registry.getSession(id),
    };
  };
}

/** Once a write has failed, new messages are refused for ever. */
const refusesAfterAFailure: MakeRegistry = (options) => {
  let hasFailed = false;
  const registry = reference({
    ...options,
    onWrite: (event) => {
      hasFailed ||= event.kind === 'failed';
      options.onWrite?.(event);
    },
  });
  return {
    handleMessage: async (id, message) => {
      if (hasFailed) throw new Error('ENOSPC: no space left on device, write');
      await registry.handleMessage(id, message);
    },
    updateSession: (id, update) => registry.updateSession(id, update),
    getSession: (id) => registry.getSession(id),
  };
};

/** Every message is said to have met a full disk, and nothing is ever written. */
const inventsFailures: MakeRegistry = (options) => ({
  ...doNothing(options),
  handleMessage: async (session, message) => {
    options.onWrite?.({ kind: 'failed', session, messages: [message] });
  },
});

const NON_FIXES: Readonly<Record<string, { subject: MakeRegistry; breaks: readonly string[] }>> = {
  'saves each message twice, to be sure': {
    subject: receiving(() => async (registry, id, message) => {
      await registry.handleMessage(id, message);
      await registry.handleMessage(id, message);
    }),
    breaks: ['message-saved-as-sent'],
  },
  'acknowledges first and takes the message in later': {
    subject: receiving(() => async (registry, id, message) => {
      setTimeout(() => registry.handleMessage(id, message), 500);
    }),
    breaks: ['message-readable'],
  },
  'saves the message and answers ten seconds later': {
    subject: receiving(() => async (registry, id, message) => {
      await registry.handleMessage(id, message);
      await sleep(10_000);
    }),
    breaks: ['message-answered'],
  },
  'refuses for ever once a write has failed': { subject: refusesAfterAFailure, breaks: ['message-not-refused'] },
  'blames a disk that is not full': {
    subject: inventsFailures,
    breaks: [
      'no-lost-message',
      'bounded-exposure',
      'failed-flush-retried',
      'every-session-flushed',
      'message-readable',
      'saved-despite-full-disk',
    ],
  },
};

for (const [what, { subject, breaks }] of Object.entries(NON_FIXES)) {
  test(`who ${what} breaks exactly: ${breaks.join(', ')}`, async () => {
    const explored = { ...scenario, implementations: { it: { says: what, subject } } };
    const found = await foundIn(explored, 'it', breaks, { schedulesMax: 300 });
    expect(found.violated).toEqual(breaks);
  });
}
