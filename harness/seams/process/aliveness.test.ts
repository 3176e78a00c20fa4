import { expect, test } from 'vitest';
import type { MemoryModel } from '../../engine/memory-model.ts';
import { explore } from '../../explore/explore.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { trial } from '../../testing/trial.ts';
import { tracked } from '../../tracking/tracked.ts';

/** One process kills another, a third one asks whether that is alive. `answer` must not be what it hears. */
function asksWhileOtherKills(memory: MemoryModel, answer: 'alive' | 'dead'): Scenario {
  let heard = { is: '' };
  const judge = () => (heard.is === answer ? { message: `it heard ${answer}` } : undefined);
  const property = { kind: 'safety', level: 'strict', says: 'it hears the other answer', when: 'quiescence' } as const;
  return trial(
    (env) => {
      heard = tracked({ is: '' });
      const asked = env.process('asked');
      env.actor('killer', env.process('killer'), async (actor) => {
        await actor.gate('own of the killer');
        env.kill(asked);
      });
      env.actor('asker', env.process('asker'), async (actor) => {
        await actor.gate('own of the asker');
        heard.is = isThere(asked.pid) ? 'alive' : 'dead';
      });
    },
    { memory, properties: [{ name: 'answer', ...property, judge }] },
  );
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test.each(['shared', 'per-process', 'tracked'] as const)(
  'who asks whether a process is alive is asked before its kill and after it, with memory %s',
  async (memory) => {
    for (const answer of ['alive', 'dead'] as const) {
      const report = await explore(asksWhileOtherKills(memory, answer), 'only', { strategy: 'exhaustive' });
      expect(report.verdicts.find(({ property }) => property === 'answer')?.verdict, answer).toBe('violated');
    }
  },
);
