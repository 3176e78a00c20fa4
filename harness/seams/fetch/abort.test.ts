import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { randomWalk } from '../../strategies/random-walk.ts';
import { type Body, MESSAGES, type RunAgainst, runAgainst } from '../../testing/run-against.ts';
import { hang, json, type Reply, reset, respond, stream } from '../../world/network/reply.ts';
import type { Upstream } from '../../world/network/upstream.ts';

const post = (signal?: AbortSignal): Promise<Response> =>
  fetch(MESSAGES, { method: 'POST', body: '{"a":1}', ...(signal === undefined ? {} : { signal }) });

test('a hang is a fault, not a deadlock, before the head and in the body', async () => {
  const stuck = new Promise<never>(() => {});
  for (const reply of [hang(), stuck, stream(['one'], { end: 'hang' })]) {
    const { run, values } = await runAgainst(
      () => reply,
      async () => (await post()).text(),
    );
    expect(values).toEqual(['running']);
    expect(run.ending).toEqual({ kind: 'quiescent', excused: [] });
    expect(run.execution.connections).toBe(1);
  }
});

const never: Body = () => new Promise(() => {});
const hangs: Record<string, Upstream> = {
  'a native hang': () => hang(),
  'a timer of 2^31-1 ms': async () => {
    await sleep(2 ** 31 - 1);
    return respond(200);
  },
  'a promise that never settles': () => new Promise(() => {}),
  'a body that hangs': () => stream(['one'], { end: 'hang' }),
};
for (const [name, upstream] of Object.entries(hangs)) {
  test(`${name} explains nothing once it is aborted`, async () => {
    const { run, values, leaks } = await runAgainst(upstream, [
      async () => {
        const response = await post(AbortSignal.timeout(5_000));
        return response.text();
      },
      never,
    ]);
    expect(leaks).toEqual([]);
    expect((values[0] as Error).name).toBe('TimeoutError');
    expect(run.ending).toEqual({ kind: 'deadlock', actors: ['run-2'], unrefed: 0 });
  });
}

test('an aborted signal rejects with its reason: before the call, before the head, while the body streams', async () => {
  const reason = new Error('enough');
  const { values, lines, run } = await runAgainst(
    () => stream(['one', 'two'], { latencyMs: [100, 100], chunkMs: [100, 100] }),
    async () => {
      const rejections: unknown[] = [await post(AbortSignal.abort(reason)).catch((error: unknown) => error)];
      for (const abortMs of [50, 150, 250]) {
        const controller = new AbortController();
        setTimeout(() => controller.abort(reason), abortMs);
        const text = post(AbortSignal.any([controller.signal, new AbortController().signal])).then((r) => r.text());
        rejections.push(await text.catch((error: unknown) => error));
      }
      return rejections;
    },
  );
  expect(values[0]).toEqual([reason, reason, reason, reason]);
  expect(run.execution.unhandled).toEqual([]);
  // Pending chunks were withdrawn: the first body lost both, the second one.
  expect(lines.filter((line) => line.includes('chunk'))).toEqual(['run#9 chunk http:anthropic delivery 3 bytes']);
});

test('a body that has arrived is lost by an abort before it is read, and kept by one after', async () => {
  const late = (replies: Reply): Promise<RunAgainst> =>
    runAgainst(
      () => replies,
      async () => {
        const before = new AbortController();
        const response = await post(before.signal);
        await sleep(1_000);
        before.abort(new RangeError('mine'));
        const lost = await response.text().catch((error: Error) => `${error.name}: ${error.message}`);
        const after = new AbortController();
        const text = await (await post(after.signal)).text();
        after.abort();
        return [lost, text];
      },
    );
  // Until Node 22 in undici's words, then the reason itself.
  const says =
    Number.parseInt(process.versions.node, 10) < 24 ? 'AbortError: The operation was aborted.' : 'RangeError: mine';
  for (const reply of [respond(200, 'whole'), stream(['wh', 'ole'])]) {
    expect((await late(reply)).values).toEqual([[says, 'whole']]);
  }
});

test('aborting and retrying leaves no operation behind', async () => {
  const { values, run } = await runAgainst(
    (_request, { n }) => (n < 3 ? hang() : json({ n })),
    async () => {
      for (;;) {
        try {
          return await (await post(AbortSignal.timeout(1_000))).json();
        } catch {
          await sleep(10);
        }
      }
    },
  );
  expect(values).toEqual([{ n: 3 }]);
  expect(run.execution.connections).toBe(0);
});

test('a long-lived signal keeps no listener of a request that is over', async () => {
  const replies = [respond(200, 'whole'), reset(), stream(['one', 'two']), stream(['one'], { end: 'reset' })];
  const { values } = await runAgainst(
    (_request, { n }) => replies[n - 1] ?? hang(),
    async () => {
      const { signal } = new AbortController();
      const listeners: number[] = [];
      for (const _ of replies) {
        const answer = post(signal).then((response) => response.text());
        listeners.push(getEventListeners(signal, 'abort').length);
        await answer.catch(() => {});
        listeners.push(getEventListeners(signal, 'abort').length);
      }
      return listeners;
    },
  );
  expect(values[0]).toEqual([1, 0, 1, 0, 1, 0, 1, 0]);
});

test('the connections of a killed process keep nobody alive', async () => {
  const { run } = await runAgainst(
    () => hang(),
    () => post(),
    {
      setup(env) {
        const operator = env.process('operator');
        env.actor('ticks', operator, () => void setInterval(() => {}, 100).unref());
        env.actor(
          'kill',
          operator,
          () => env.kill(env.execution.processes.find((p) => p.name === 'gateway') ?? operator),
          {
            atMs: 600,
          },
        );
      },
    },
  );
  expect(run.ending).toEqual({ kind: 'quiescent', excused: [] });
  expect(run.execution.now).toBeLessThan(1_000);
});

test('an answer to a request that was given up makes no step', async () => {
  const { lines, values } = await runAgainst(
    async () => {
      await sleep(1_000);
      return respond(200);
    },
    () => post(AbortSignal.timeout(500)),
  );
  expect((values[0] as Error).name).toBe('TimeoutError');
  expect(lines.at(-1)).toBe('anthropic/run#3#1 timer timer:1000ms delivery');
});

test('cancelling the body withdraws its chunks', async () => {
  const { lines, values } = await runAgainst(
    () => stream(['one', 'two', 'three']),
    async () => {
      const response = await post();
      const reader = response.body?.getReader();
      await reader?.read();
      await reader?.cancel();
      return 'done';
    },
  );
  expect(values).toEqual(['done']);
  expect(lines.filter((line) => line.includes('chunk'))).toHaveLength(1);
});

test('a killed process gets no answer, though the upstream may have seen the request', async () => {
  const seen = { never: 0, once: 0 };
  for (let seed = 0; seed < 30; seed++) {
    let requests = 0;
    const { lines, values } = await runAgainst(
      () => {
        requests++;
        return respond(200, 'x', { latencyMs: [400, 500] });
      },
      () => post(),
      {
        strategy: randomWalk(seed),
        setup(env) {
          const operator = env.process('operator');
          env.actor(
            'kill',
            operator,
            () => env.kill(env.execution.processes.find((p) => p.name === 'gateway') ?? operator),
            {
              atMs: 200,
              latestMs: 300,
            },
          );
        },
      },
    );
    expect(values).toContain('killed');
    expect(lines.filter((line) => line.includes('delivery 200'))).toEqual([]);
    seen[requests === 0 ? 'never' : 'once']++;
  }
  expect(seen.never).toBeGreaterThan(0);
  expect(seen.once).toBeGreaterThan(0);
});
