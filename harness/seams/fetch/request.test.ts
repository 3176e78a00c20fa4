import { expect, test } from 'vitest';
import { MESSAGES, runAgainst } from '../../testing/run-against.ts';
import { respond } from '../../world/network/reply.ts';

test('what an upstream asks a request for twice is the same object', async () => {
  const seen: unknown[] = [];
  const { values } = await runAgainst(
    (request) => {
      const [first, second] = [0, 1].map(() => [request.body, request.signal, request.headers]);
      seen.push(first?.map((part, i) => part === second?.[i]));
      return respond(200);
    },
    async () => (await fetch(MESSAGES, { method: 'POST', body: 'text' })).status,
  );
  expect([values, seen]).toEqual([[200], [[true, true, true]]]);
});
