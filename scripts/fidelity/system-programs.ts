import { setTimeout as delay } from 'node:timers/promises';
import type { Env } from '../../harness/index.ts';

/** Programs that every Linux has, as the simulation is told of them, and what threads run. */
export function installSystemPrograms(env: Env): void {
  env.program('true', () => 0);
  env.program('false', () => 1);
  env.program('echo', ({ args, stdout }) => void stdout.write(`${args.join(' ')}\n`));
  env.program('cat', async ({ stdin, stdout }) => {
    for await (const chunk of stdin) stdout.write(chunk);
  });
  env.program('sleep', async ({ args }) => {
    await delay(Number(args[0]) * 1_000);
  });
  env.program('no-such-program', null);
  const thread = new URL('workers/thread.mjs', import.meta.url);
  env.program('thread.mjs', ({ process }) => void process.load(thread));
}
