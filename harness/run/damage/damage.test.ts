import { afterEach, expect, test, vi } from 'vitest';
import { Execution } from '../../engine/execution.ts';
import { explore } from '../../explore/explore.ts';
import { DAMAGES } from '../../testing/damages.ts';
import { scenario } from '../../testing/damaging.ts';
import { trial } from '../../testing/trial.ts';
import { takeCore } from './core.ts';

const OPTIONS = { seed: 1, schedulesMax: 20 };

/** What is said of each property, once if all is the same. */
async function said(of: typeof scenario, implementation: string): Promise<string[]> {
  const { verdicts } = await explore(of, implementation, OPTIONS);
  const lines = verdicts.map(({ verdict, how }) => {
    return verdict === 'unknown' && how.kind === 'doubt' ? `${how.code}: ${how.says}` : `${verdict}, ${how.kind}`;
  });
  return [...new Set(lines)];
}

const repairable = Object.entries(DAMAGES).filter(([, { isForEver }]) => !isForEver);

test.each(repairable)(
  'after %s nothing is known, which is named, and whatever comes next is as ever',
  async (name, of) => {
    const lines = await said(scenario, name);
    expect(lines).toEqual([expect.stringMatching(/^ERR_DAMAGED_GLOBALS: it (replaced|froze) /)]);
    expect(lines[0]).toContain(` ${of.names}`);
    expect(await said(scenario, 'sound')).toEqual(['holds, sampled']);
    expect(await said(scenario, 'racy')).toEqual(['violated, found', 'holds, sampled']);
  },
);

const PUSH = 'it replaced Array.prototype.push while it ran';

test('so it is when setup does it, or a judge', async () => {
  const inflict = (): undefined => void DAMAGES['push-throws']?.inflict();
  const inSetup = trial((env) => {
    inflict();
    env.actor('a', env.process('p'), () => {});
  });
  expect(await said(inSetup, 'only')).toEqual([expect.stringContaining(PUSH)]);
  const judged = { name: 'judged', kind: 'safety', level: 'strict', says: 'it is', when: 'quiescence' } as const;
  const inJudge = trial((env) => void env.actor('a', env.process('p'), () => {}), {
    properties: [{ ...judged, judge: inflict }],
  });
  expect(await said(inJudge, 'only')).toEqual([expect.stringContaining(PUSH)]);
});

test('what a later execution gives back was damage to the one before', async () => {
  const real = Array.prototype.push;
  const other: typeof real = function (this: unknown[], ...args) {
    return Reflect.apply(real, this, args);
  };
  const toggling = trial(
    (env) =>
      void env.actor('a', env.process('p'), () => {
        Array.prototype.push = Array.prototype.push === real ? other : real;
      }),
  );
  const { verdicts } = await explore(toggling, 'only', { ...OPTIONS, strategy: 'exhaustive' });
  expect(verdicts[0]?.how).toMatchObject({ says: expect.stringContaining(PUSH) });
});

test('what is given back is no damage', async () => {
  const wrapping = trial((env) => {
    env.actor('a', env.process('p'), async () => {
      const real = Array.prototype.push;
      Array.prototype.push = function (...args) {
        return Reflect.apply(real, this, args);
      };
      await new Promise((resolve) => setTimeout(resolve, 5));
      Array.prototype.push = real;
    });
  });
  expect(await said(wrapping, 'only')).toEqual(['holds, sampled']);
});

const { push } = Array.prototype;
afterEach(() => {
  Array.prototype.push = push;
});

test('instrumentation that was there before is nobodys damage, and stays', async () => {
  let calls = 0;
  const counting: typeof push = function (this: unknown[], ...args) {
    calls++;
    return Reflect.apply(push, this, args);
  };
  Array.prototype.push = counting;
  expect(await said(scenario, 'sound')).toEqual(['holds, sampled']);
  expect(Array.prototype.push).toBe(counting);
  expect(calls).toBeGreaterThan(0);
});

test('what was there before and does not work is put back, and nothing is known', async () => {
  const pending = explore(scenario, 'sound', OPTIONS);
  Array.prototype.push = () => 0;
  const { verdicts } = await pending;
  expect(Array.prototype.push).toBe(push);
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(verdicts.map(() => 'unknown'));
  expect(verdicts[0]?.how).toMatchObject({ says: expect.stringContaining('Array.prototype.push had been replaced') });
});

test('what an execution breaks by itself stays violated, whatever another damages', async () => {
  let order = '';
  const both = trial(
    (env) => {
      order = '';
      for (const name of ['a', 'b']) {
        env.actor(name, env.process(name), () => {
          order += name;
          if (order === 'ba') DAMAGES['push-throws']?.inflict();
        });
      }
    },
    {
      properties: [
        {
          name: 'never-in-order',
          kind: 'safety',
          level: 'strict',
          says: 'b comes first',
          when: 'quiescence',
          judge: () => (order === 'ab' ? { message: 'a came first' } : undefined),
        },
      ],
    },
  );
  const { verdicts } = await explore(both, 'only', OPTIONS);
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(['violated', 'unknown', 'unknown', 'unknown']);
});

test('an error of the engine makes an exploration unknown, in its own words, and is to be reported', async () => {
  const spy = vi.spyOn(Execution.prototype, 'closeLog').mockImplementationOnce(() => {
    throw new TypeError('the log is closed');
  });
  const [line, ...others] = await said(scenario, 'sound');
  spy.mockRestore();
  expect(others).toEqual([]);
  expect(line).toMatch(
    /^ERR_INVARIANT: the engine failed while it executed: TypeError: the log is closed\. .*report it/,
  );
});

test('what was frozen stays so, which is said once, and of no execution of this thread anything is known again', async () => {
  // A watch of its own: the one of this thread would be spent from now on.
  const own = './damage.ts?own';
  const { beginWatch, beyondRepair, mend }: typeof import('./damage.ts') = await import(own);
  vi.stubGlobal('Date', class extends Date {});
  const wasWhole = [beginWatch(), mend()];
  Object.preventExtensions(Date);
  const [said, again] = [mend(), mend()];
  vi.unstubAllGlobals();
  takeCore();
  expect(wasWhole).toEqual([null, null]);
  expect(said?.message).toMatch(/^ERR_DAMAGED_GLOBALS: it froze Date: .* it cannot be undone/);
  expect(again).toBe(null);
  expect(beyondRepair()).toBe(said);
});
