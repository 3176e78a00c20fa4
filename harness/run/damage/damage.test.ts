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

/** A watch of its own, by any name: that of this thread would be spent by what is frozen. */
function watch(name: string): Promise<typeof import('./damage.ts')> {
  const own = ['./damage.ts', name].join('?');
  return import(own) as Promise<typeof import('./damage.ts')>;
}

test('the first three that were replaced are named, of the others their number, and nothing that is as it was', async () => {
  const { beginWatch, beyondRepair, mend } = await watch('named');
  const inOrder: readonly (readonly [object, string])[] = [
    [Object, 'entries'],
    [Array.prototype, 'map'],
    [String.prototype, 'trim'],
    [JSON, 'stringify'],
    [Math, 'max'],
  ];
  const says: unknown[] = [];
  for (let count = 0; count <= inOrder.length; count++) {
    beginWatch();
    for (let i = 0; i < count; i++) {
      const [target, key] = inOrder[i] as readonly [object, string];
      Reflect.set(target, key, () => {});
    }
    const damage = mend();
    says[count] = damage?.message.replace(/^ERR_DAMAGED_GLOBALS: |: the engine needs.*/g, '');
  }
  const three = 'Object.entries, Array.prototype.map, String.prototype.trim';
  expect(says).toEqual([
    undefined,
    'it replaced Object.entries while it ran',
    'it replaced Object.entries, Array.prototype.map while it ran',
    `it replaced ${three} while it ran`,
    `it replaced ${three} and 1 more while it ran`,
    `it replaced ${three} and 2 more while it ran`,
  ]);
  expect(beyondRepair()).toBe(null);
});

test('a getter that is another one is noticed, a setter too, and what all objects or lists were given', async () => {
  const { beginWatch, beyondRepair, mend } = await watch('accessors');
  const changes: readonly (readonly [object, PropertyKey, PropertyDescriptor])[] = [
    [Map.prototype, 'size', { get: () => 0 }],
    [Object.prototype, '__proto__', { set: () => {} }],
    [Object.prototype, 'x', { value: 1, configurable: true }],
    [Object.prototype, Symbol('x'), { value: 1, configurable: true }],
    [Array.prototype, '7', { value: 1, configurable: true }],
    [Array.prototype, 'last', { value: 1, configurable: true }],
  ];
  const says = changes.map(([target, key, change]) => {
    beginWatch();
    Reflect.defineProperty(target, key, change);
    const damage = mend();
    return /it replaced (.*) while it ran/.exec(damage?.message ?? '')?.[1];
  });
  Reflect.deleteProperty(Array.prototype, 'last');
  expect(says).toEqual([
    'Map.prototype.size',
    'Object.prototype.__proto__',
    'Object.prototype[x]',
    'Object.prototype[a symbol]',
    'Array.prototype[7]',
    undefined,
  ]);
  expect(beyondRepair()).toBe(null);
});

test('what was not there is taken away again, and is nothing that was replaced', async () => {
  const { beginWatch, mend } = await watch('gone');
  const sign = Reflect.getOwnPropertyDescriptor(Math, 'sign') ?? {};
  Reflect.deleteProperty(Math, 'sign');
  beginWatch();
  Reflect.set(JSON, 'stringify', () => {});
  const other = mend();
  Reflect.set(Math, 'sign', () => {});
  const added = mend();
  const isThere = Object.hasOwn(Math, 'sign');
  Reflect.defineProperty(Math, 'sign', sign);
  expect(other?.message).toMatch(/: it replaced JSON.stringify while it ran/);
  expect(added?.message).toMatch(/: it replaced Math.sign while it ran/);
  expect(isThere).toBe(false);
});

test('what is frozen before anything began is named, all of it', async () => {
  const { beyondRepair, beginWatch, whatIsFrozen } = await watch('frozen');
  expect(whatIsFrozen()).toBe(null);
  vi.stubGlobal('Date', class extends Date {});
  beginWatch();
  const open = whatIsFrozen();
  Object.preventExtensions(Date);
  const frozen = whatIsFrozen();
  vi.unstubAllGlobals();
  expect(open).toBe(null);
  expect(frozen?.message).toMatch(/^ERR_DAMAGED_GLOBALS: something froze Date: /);
  expect(beyondRepair()).toBe(frozen);
});

test('what was frozen stays so, which is said once, and of no execution of this thread anything is known again', async () => {
  const { beginWatch, beyondRepair, mend } = await watch('own');
  vi.stubGlobal('Date', class extends Date {});
  const wasWhole = [beginWatch(), mend()];
  Object.preventExtensions(Date);
  const [said, again] = [mend(), mend()];
  Reflect.set(JSON, 'stringify', () => {});
  const other = mend();
  vi.unstubAllGlobals();
  takeCore();
  expect(wasWhole).toEqual([null, null]);
  expect(said?.message).toMatch(/^ERR_DAMAGED_GLOBALS: it froze Date: .* it cannot be undone/);
  expect(again).toBe(null);
  expect(other?.message).toMatch(/it replaced JSON.stringify while it ran/);
  expect(beyondRepair()).toBe(said);
});
