import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { foundIn } from '../../harness/testing/violated-of.ts';
import type { SessionGateway } from '../../src/session-lock/gateway.ts';
import { holdAcrossRotation, type MakeGateway, reference } from '../../src/session-lock/implementations.ts';
import { callModel } from '../../src/session-lock/model-call.ts';
import { rotateCandidates } from '../../src/session-lock/rotate-candidates.ts';
import { rotateOnTimeout } from '../../src/session-lock/rotation-policy.ts';
import { append, runWithoutHold } from '../../src/session-lock/run-without-hold.ts';
import { takeoverLock } from '../../src/session-lock/takeover-lock.ts';
import { answered } from '../../src/session-lock/turn-entries.ts';
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
  'takes a timeout during compaction for one of the model': {
    subject: (settings) => ({
      ...reference(settings),
      run: (turn) => runWithoutHold(settings, { policy: blindToCompaction, locks: takeoverLock }, turn),
    }),
    breaks: ['no-needless-call'],
  },
  'ends the compaction as its run ends': {
    subject: (settings) => ({
      ...reference(settings),
      run: async (turn) => {
        const use = { settings, policy: rotateOnTimeout, locks: takeoverLock, session: turn.session, by: turn.id };
        const answer = await rotateCandidates(use, async (candidate) => {
          const text = await callModel(settings.apiUrl, candidate, turn, []);
          const headers = { 'x-profile': candidate.profile, 'x-session': turn.session };
          const signal = AbortSignal.timeout(1);
          fetch(`${settings.apiUrl}/v1/summaries`, { method: 'POST', headers, signal }).catch(() => {});
          return text;
        });
        await append(settings, use, use, answered(turn, answer));
        return { answer };
      },
    }),
    breaks: ['compaction-is-kept'],
  },
};

function blindToCompaction(input: Parameters<typeof rotateOnTimeout>[0]): boolean {
  return rotateOnTimeout({ ...input, timedOutDuringCompaction: false });
}

for (const [what, { subject, breaks }] of Object.entries(NON_FIXES)) {
  test(`who ${what} breaks exactly: ${breaks.join(', ')}`, async () => {
    const explored = { ...scenario, implementations: { it: { says: what, subject } } };
    const found = await foundIn(explored, 'it', breaks, { schedulesMax: 400 });
    expect(found.violated).toEqual(breaks);
  });
}
