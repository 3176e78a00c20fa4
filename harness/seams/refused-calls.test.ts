import fs from 'node:fs';
import { expect, test } from 'vitest';
import { explore } from '../explore/explore.ts';
import type { Env } from '../scenario/env.ts';
import { inWords } from '../testing/in-words.ts';
import { trial } from '../testing/trial.ts';
import { respond } from '../world/network/reply.ts';

/** Verdicts of an exploration of one actor, which an upstream at https://known.test answers with a redirect. */
async function verdictsOf(body: () => unknown): Promise<{ kinds: readonly string[]; how: string }> {
  const scenario = trial((env: Env) => {
    env.network.upstream('https://known.test', () => respond(307, undefined, { headers: { location: '/elsewhere' } }));
    env.actor('a', env.process('p'), body);
  });
  const { verdicts } = await explore(scenario, 'only', { schedulesMax: 5 });
  return { kinds: [...new Set(verdicts.map(({ verdict }) => verdict))], how: inWords(verdicts)[0]?.how ?? '' };
}

const swallow = async (call: () => unknown): Promise<void> => {
  try {
    await call();
  } catch {
    // Code that does without.
  }
};

test('what the harness refuses is neither a violation nor passed over, whether the code catches it or not', async () => {
  const calls: (readonly [call: () => unknown, how: RegExp])[] = [
    [
      () => fs.watch('/state', { recursive: true }),
      /a: fs\.watch of a folder .*refused-calls\.test\.ts:\d+\), which the simulated disk does not have; use/,
    ],
    [() => fs.openAsBlob('/state'), /fs\.openAsBlob .*which the simulated disk does not have/],
    [
      () =>
        fetch('https://known.test/', { method: 'POST', body: new Blob(['x']).stream(), duplex: 'half' } as RequestInit),
      /a redirect of https:\/\/known\.test\/.*has a stream for its body; give fetch a string/,
    ],
    [
      () => fetch('https://unknown.test/'),
      /a request to https:\/\/unknown\.test .*no upstream; add env\.network\.upstream/,
    ],
  ];
  for (const [call, how] of calls) {
    for (const body of [call, () => swallow(call)]) {
      const found = await verdictsOf(body);
      expect(found.kinds).toEqual(['unknown']);
      expect(found.how).toMatch(how);
    }
  }
});
