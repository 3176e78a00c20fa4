import { expect, test } from 'vitest';
import { runAgainst } from '../../testing/run-against.ts';
import { checkReply, type Reply, respond } from './reply.ts';

test('a reply has a status of three digits from 200 to 599, and spans that are spans', () => {
  const refusal = (reply: object): string => {
    try {
      checkReply({ ...respond(200), ...reply } as ReturnType<typeof respond>, 'u');
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  };
  for (const status of [200, 599]) expect(refusal({ status })).toBe('');
  for (const status of [199, 600, 200.5, Number.NaN, '200']) expect(refusal({ status })).toContain(`status ${status} `);
  expect(refusal({ latencyMs: [2, 1] })).toContain('the latencyMs of a reply of u is [2, 1]');
  expect(refusal({ chunkMs: [-1, 1] })).toContain('the chunkMs of a reply of u is [-1, 1]');
  expect(refusal({ latencyMs: [0, 0], chunkMs: [1, 1] })).toBe('');
});

test('a connection breaks in one of four ways', () => {
  for (const how of [undefined, 'reset', 'cut', 'refused', 'unknown-host']) {
    expect(() => checkReply({ kind: 'reset', how } as Reply, 'u')).not.toThrow();
  }
  for (const how of ['ECONNRESET', '', 'toString', 1]) {
    expect(() => checkReply({ kind: 'reset', how } as unknown as Reply, 'u')).toThrow(
      'a connection breaks by reset, cut, refused or unknown-host, not by ',
    );
  }
});

test('what an upstream answers is in the hash of the trace', async () => {
  const hashOf = async (status: number): Promise<string> =>
    (
      await runAgainst(
        () => respond(status),
        () => fetch('https://api.anthropic.com/'),
      )
    ).traceHash;
  expect(await hashOf(200)).toBe(await hashOf(200));
  expect(await hashOf(200)).not.toBe(await hashOf(201));
});
