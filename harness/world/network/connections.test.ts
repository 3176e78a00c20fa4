import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { MESSAGES, runAgainst } from '../../testing/run-against.ts';

test('connections that closed with their process are not counted down again as the upstream goes on', async () => {
  let produced = 0;
  const body = (): ReadableStream<Uint8Array> =>
    new ReadableStream({
      async pull(controller) {
        if (produced > 0) await sleep(1_000);
        controller.enqueue(Uint8Array.of(++produced));
        if (produced === 2) controller.close();
      },
    });
  const { run, values } = await runAgainst(
    () => new Response(body()),
    async () => (await fetch(MESSAGES)).text(),
    {
      setup(env) {
        const operator = env.process('operator');
        env.actor(
          'kill',
          operator,
          async () => {
            env.kill(env.execution.processes.find(({ name }) => name === 'gateway') ?? operator);
            // The execution lasts until the upstream has gone on.
            await sleep(1_000);
          },
          { atMs: 900 },
        );
      },
    },
  );
  expect(values).toContain('killed');
  expect([produced, run.execution.connections]).toEqual([2, 0]);
});
