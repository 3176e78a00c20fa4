import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Actor } from '../engine/operation.ts';
import { defineScenario, type Scenario } from '../scenario/scenario.ts';
import { inWords } from '../testing/in-words.ts';
import { explore } from './explore.ts';

/** Two actors, whose code may keep something from one execution to the next. */
function scenarioOf(
  act: (actor: Actor, executions: number) => Promise<void>,
  isBroken: (n: number) => boolean,
): Scenario {
  let executions = 0;
  return defineScenario({
    name: 'keeper',
    title: 'two actors with a memory',
    control: 'gates',
    implementations: { only: { says: 'keeps', subject: null } },
    examples: { two: { workload: {}, faults: {} } },
    workload: fc.constant({}),
    faults: fc.constant({}),
    setup(env) {
      const gateway = env.process('gateway');
      const execution = executions++;
      for (const name of ['a', 'b']) env.actor(name, gateway, (actor) => act(actor, execution));
      return { execution };
    },
    properties: [
      {
        name: 'unbroken',
        kind: 'safety',
        level: 'strict',
        says: 'it is not broken',
        when: 'quiescence',
        judge: ({ execution }) => (isBroken(execution) ? { message: `broken in execution ${execution}` } : undefined),
      },
    ],
  }) as unknown as Scenario;
}

const never = (): boolean => false;
const twoGates = async (actor: Actor): Promise<void> => {
  await actor.gate('x');
  await actor.gate('x');
};

test.each(['random-walk', 'pct', 'exhaustive'] as const)(
  'code that decides by how often it was executed is told at the first step that differs (%s)',
  async (strategy) => {
    const remembers = scenarioOf(async (actor, execution) => {
      await actor.gate('x');
      await actor.gate(execution % 2 === 0 ? 'x' : 'y');
    }, never);
    const report = await explore(remembers, 'only', { strategy, schedulesMax: 50, checksDeterminism: true });
    for (const { verdict, how } of inWords(report.verdicts)) {
      expect(verdict).toBe('unknown');
      expect(how).toMatch(
        /^ERR_UNCONTROLLED_NONDETERMINISM: step \d, [ab]#3 gate x \(delivery\): the same choices led to [ab]#3 gate y \(delivery\) when executed again$/,
      );
    }
    const unchecked = await explore(remembers, 'only', { strategy: 'random-walk', schedulesMax: 50 });
    expect(unchecked.verdicts.map(({ verdict }) => verdict)).not.toContain('unknown');
  },
);

test('a step more and a step less are told too', async () => {
  for (const extra of [0, 1]) {
    const grows = scenarioOf(async (actor, execution) => {
      await actor.gate('x');
      if (actor.name === 'b' && execution % 2 === extra) await actor.gate('x');
    }, never);
    const report = await explore(grows, 'only', { schedulesMax: 10, checksDeterminism: true });
    expect(inWords(report.verdicts)[0]?.how).toMatch(
      extra === 0 ? /led to no further step/ : /, none: the same choices led to/,
    );
  }
});

test('what breaks in one of two executions of the same steps is unknown, not violated', async () => {
  const flickers = scenarioOf(twoGates, (execution) => execution % 2 === 0);
  const report = await explore(flickers, 'only', { schedulesMax: 10, checksDeterminism: true });
  expect(inWords(report.verdicts)[0]).toMatchObject({
    verdict: 'unknown',
    how: expect.stringMatching(/step 6, .*: the same steps led to another ending or verdict when executed again$/),
  });
});

test('what breaks both times is violated', async () => {
  const broken = scenarioOf(twoGates, () => true);
  const report = await explore(broken, 'only', { schedulesMax: 10, checksDeterminism: true });
  expect(report.verdicts[0]?.verdict).toBe('violated');
});
