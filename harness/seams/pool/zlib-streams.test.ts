import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';
import { expect, test } from 'vitest';
import { explore } from '../../explore/explore.ts';
import { runOnce } from '../../run/detailed-run.ts';
import { trial, trialOf } from '../../testing/trial.ts';

test('two streams that compress at once end in either order', async () => {
  const orders = new Set<string>();
  const scenario = trial(
    (env) => {
      const done: string[] = [];
      for (const name of ['a', 'b']) {
        env.actor(name, env.process(name), async () => {
          await buffer(zlib.createGzip().end(name));
          done.push(name);
        });
      }
      return done;
    },
    {
      properties: [
        {
          name: 'notes',
          kind: 'safety',
          level: 'strict',
          says: 'notes who was first',
          when: 'quiescence',
          judge: (done: string[]) => void orders.add(done.join()),
        },
      ],
    },
  );
  const { verdicts } = await explore(scenario, 'only', { schedulesMax: 30 });
  expect(verdicts.filter(({ verdict }) => verdict !== 'holds')).toEqual([]);
  expect([...orders].sort()).toEqual(['a,b', 'b,a']);
});

test('a process that is killed while its stream works is told nothing, and nothing is left of it', async () => {
  let told = 0;
  const scenario = trial((env) => {
    const victim = env.process('victim');
    env.actor('compresses', victim, () => {
      zlib.createGzip().end('x', () => told++);
      env.kill(victim);
    });
  });
  const { leaks, run } = await runOnce(scenario);
  expect({ told, leaks, ending: run.ending?.kind }).toEqual({ told: 0, leaks: [], ending: 'quiescent' });
});

test('a gzip that is cut short fails, whoever waits for it', async () => {
  const failures: unknown[] = [];
  const cut = zlib.gzipSync('x'.repeat(1_000)).subarray(0, 15);
  const reads = (): Promise<void> =>
    pipeline(
      async function* () {
        yield cut;
      },
      zlib.createGunzip(),
      async (source) => void (await buffer(source)),
    ).catch((error) => void failures.push(error.code));
  const { leaks } = await runOnce(trialOf({ reads }));
  expect([failures, leaks]).toEqual([['Z_BUF_ERROR'], []]);
});
