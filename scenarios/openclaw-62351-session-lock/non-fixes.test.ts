import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { explore } from '../../harness/index.ts';
import { violatedOf } from '../../harness/testing/violated-of.ts';
import type { SessionGateway } from '../../src/session-lock/gateway.ts';
import { holdAcrossRotation, type MakeGateway, reference } from '../../src/session-lock/implementations.ts';
import { scenario } from './scenario.ts';

// What a judge of locks alone takes for a fix: each is the reference with one liberty taken, or the reported gateway in disguise.

function changed(change: (gateway: SessionGateway) => Partial<SessionGateway>): MakeGateway {
  return (settings) => {
    const gateway = reference(settings);
    return { ...gateway, ...change(gateway) };
  };
}

const NON_FIXES: Readonly<Record<string, { subject: MakeGateway; breaks: readonly string[] }>> = {
  'holds the lock as reported, and reports nothing of it': {
    subject: ({ sessionsDir, apiUrl, candidates, log }) => holdAcrossRotation({ sessionsDir, apiUrl, candidates, log }),
    breaks: ['probe-delivered'],
  },
  'answers nothing where every model failed': {
    subject: changed((gateway) => ({ run: (turn) => gateway.run(turn).catch(() => ({ answer: '' })) })),
    breaks: ['answer-is-the-models', 'saved-when-acknowledged', 'no-lost-answer'],
  },
  'acknowledges a message and saves it 5 s later': {
    subject: changed((gateway) => ({
      deliver: async (message) => {
        setTimeout(() => gateway.deliver(message).catch(() => {}), 5_000);
      },
    })),
    breaks: ['no-lost-entry', 'probe-delivered', 'saved-when-acknowledged'],
  },
  'saves each message twice, to be sure': {
    subject: changed((gateway) => ({
      deliver: async (message) => {
        await gateway.deliver(message);
        await gateway.deliver(message);
      },
    })),
    breaks: ['entries-once'],
  },
  'gives a run up after 10 s, which goes on all the same': {
    subject: changed((gateway) => ({
      run: (turn) =>
        Promise.race([
          gateway.run(turn),
          sleep(10_000).then(() => {
            throw new Error('no answer within 10 s');
          }),
        ]),
    })),
    breaks: ['long-run-succeeds', 'run-is-answered', 'refused-not-saved', 'no-needless-call'],
  },
};

for (const [what, { subject, breaks }] of Object.entries(NON_FIXES)) {
  test(`who ${what} breaks exactly: ${breaks.join(', ')}`, async () => {
    const explored = { ...scenario, implementations: { it: { says: what, subject } } };
    const { verdicts } = await explore(explored, 'it', { schedulesMax: 400 });
    const broken = violatedOf(verdicts);
    expect(broken).toEqual(breaks);
  });
}
