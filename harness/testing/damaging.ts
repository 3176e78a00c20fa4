import { createHook } from 'node:async_hooks';
import { readFile, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { defineScenario, type Scenario } from '../scenario/scenario.ts';
import type { Disk } from '../world/disk.ts';
import { DAMAGES } from './damages.ts';

/** Two requests count in a file: whether they may lose an update, and what the second does in the middle of it. */
interface Counting {
  readonly isRacy: boolean;
  readonly between: () => void;
}

interface Counted {
  readonly disk: Disk;
  done: number;
}

/** Ends the thread that executes it, or the process if there is no other. */
function endThread(): void {
  createHook({
    init: () => {
      throw new Error('a hook that throws');
    },
  }).enable();
}

/** Nobody handles it: Node tells the engine, by what may be damaged. */
async function lose(): Promise<never> {
  throw new Error('lost');
}

const damaging = Object.entries(DAMAGES).map(([name, { names, inflict }]) => {
  const between = (): void => {
    inflict();
    void lose();
  };
  return [name, { says: `damages ${names}`, subject: { isRacy: false, between } }] as const;
});

/** Every damage as an implementation, one that ends its thread, a sound one and a racy one; those come last. */
export const scenario: Scenario = defineScenario<Counting, null, null, Counted>({
  name: 'damaging',
  title: 'two requests count in a file while something is damaged',
  implementations: {
    ...Object.fromEntries(damaging),
    'ends-its-thread': { says: 'a hook of its own throws', subject: { isRacy: false, between: endThread } },
    sound: { says: 'takes turns', subject: { isRacy: false, between: () => {} } },
    racy: { says: 'does not', subject: { isRacy: true, between: () => {} } },
  },
  examples: { two: { workload: null, faults: null } },
  workload: fc.constant(null),
  faults: fc.constant(null),
  setup(env, { isRacy, between }) {
    const counted: Counted = { disk: env.disk, done: 0 };
    env.disk.write('/count', '0');
    let before: Promise<void> = Promise.resolve();
    const count = async (isSecond: boolean): Promise<void> => {
      const read = Number(await readFile('/count', 'utf8'));
      if (isSecond) between();
      await new Promise((resolve) => setTimeout(resolve, 1));
      await writeFile('/count', String(read + 1));
      counted.done++;
    };
    const process = env.process('p');
    for (const name of ['first', 'second']) {
      env.actor(name, process, () => {
        const turn = isRacy ? count(name === 'second') : before.then(() => count(name === 'second'));
        if (!isRacy) before = turn;
        return turn;
      });
    }
    return counted;
  },
  properties: [
    {
      name: 'every-request-counts',
      kind: 'safety',
      level: 'strict',
      says: 'the file says how many requests are done',
      when: 'quiescence',
      judge: ({ disk, done }) => (disk.read('/count') === String(done) ? undefined : { message: 'an update is lost' }),
    },
  ],
});
