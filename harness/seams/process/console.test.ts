import { expect, test } from 'vitest';
import { runOnce } from '../../run/detailed-run.ts';
import { trial, trialOf } from '../../testing/trial.ts';

/** By a name of its own: it is what these tests are about. */
const { console: terminal } = globalThis;

const talking = trialOf({
  a: () => {
    terminal.log('counted %d of', 1, { of: [2] });
    terminal.error(new Error('gone').message);
    terminal.table([{ id: 1 }]);
  },
  b: async () => {
    await new Promise((resolve) => process.stdout.write('two\nlines\n', resolve));
    process.stderr.write(Buffer.from('bytes'));
  },
});

test('what an actor prints is a log line of its own', async () => {
  const { events } = await runOnce(talking);
  const logs = events.filter(({ kind }) => kind === 'log').map(({ actor, text }) => `${actor}: ${text}`);
  expect(logs).toEqual([
    'a: counted 1 of { of: [ 2 ] }',
    'a: gone',
    'a: ┌─────────┬────┐',
    'a: │ (index) │ id │',
    'a: ├─────────┼────┤',
    'a: │ 0       │ 1  │',
    'a: └─────────┴────┘',
    'b: two',
    'b: lines',
    'b: bytes',
  ]);
});

test('so is what is printed with gates alone, by the actor whose step it is, and in the setup', async () => {
  const gated = trial(
    (env) => {
      terminal.log('from setup');
      env.actor('a', env.process('p'), () => terminal.log('from a'));
    },
    { control: 'gates' },
  );
  const { events } = await runOnce(gated);
  expect(events.filter(({ kind }) => kind === 'log').map(({ actor, text }) => [actor, text])).toEqual([
    ['', 'from setup'],
    ['a', 'from a'],
  ]);
});

test('a line of a megabyte is clipped', async () => {
  const { events } = await runOnce(trialOf({ a: () => terminal.log('z'.repeat(1_000_000)) }));
  const line = events.find(({ kind }) => kind === 'log')?.text ?? '';
  expect(line).toHaveLength(4_096 + '... (1000000 characters)'.length);
});
