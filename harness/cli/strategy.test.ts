import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { publishedEntry } from '../testing/built-package.ts';
import { type Ended, startRaceline } from '../testing/start-raceline.ts';

const ENGINE = publishedEntry();
const STRATEGY = publishedEntry('strategy');
const FAST_CHECK = import.meta.resolve('fast-check');
/** Named apart, or tidy.test.ts would take the import below for one of ours. */
const BESIDE = './weights.ts';

const COUNTERS = `
import * as fc from '${FAST_CHECK}';
import { defineScenario } from '${ENGINE}';
export const counters = defineScenario({
  name: 'counters', title: 'two actors increment', control: 'gates',
  implementations: { torn: { says: 'waits in between', subject: true }, reference: { says: 'does not', subject: false } },
  examples: { two: { workload: { actors: 2 }, faults: {} } },
  workload: fc.record({ actors: fc.integer({ min: 2, max: 3 }) }),
  faults: fc.constant({}),
  setup(env, isTorn, workload) {
    const state = { x: 0, actors: workload.actors };
    const gateway = env.process('gateway');
    for (let i = 0; i < workload.actors; i++) env.actor('a' + i, gateway, async (actor) => {
      await actor.gate('x');
      const read = state.x;
      if (isTorn) await actor.gate('x');
      state.x = read + 1;
    });
    return state;
  },
  properties: [{
    name: 'no-lost-update', kind: 'safety', level: 'strict', says: 'x counts the actors', when: 'quiescence',
    judge: (state) => (state.x === state.actors ? undefined : { message: 'x is ' + state.x + ' of ' + state.actors }),
  }],
});
`;

/** A random walk that takes the operation issued last more often, as weights.ts says. */
const MINE = `
import { defineStrategy, Random, type Strategy } from '${STRATEGY}';
import { NEWEST } from '${BESIDE}';
class Mine implements Strategy {
  private readonly random: Random;
  constructor(seed: number) { this.random = new Random(seed); }
  begin(): boolean { return true; }
  choose({ count }): number { return Math.min(count - 1, this.random.below(count + NEWEST)); }
  end(): void {}
}
export const mine = defineStrategy({ name: 'newest-often', facts: { isFair: true }, make: ({ seed }) => new Mine(seed) });
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'raceline-strategy-'));
  mkdirSync(join(folder, 'mine'));
  write('counters.ts', COUNTERS);
  write('mine/mine.ts', MINE);
  write('mine/weights.ts', 'export const NEWEST = 2;\n');
  return () => rmSync(folder, { recursive: true });
});

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

const raceline = (...args: string[]): Promise<Ended> => startRaceline(args, folder).ended;
const EXPLORE = ['explore', 'counters.ts', '--seed', '5', '--json', '--strategy', './mine/mine.ts'];
const MANY = [...EXPLORE, '-i', 'torn', '--schedules', '200'];

describe('--strategy with a path', () => {
  test('explores with the user’s strategy, the same with one worker and with three', async () => {
    const one = await raceline(...MANY, '--workers', '1');
    expect(one).toMatchObject({ code: 1, stderr: '' });
    const report = JSON.parse(one.stdout);
    expect(report).toMatchObject({ strategy: 'newest-often', executions: 200 });
    expect(report.verdicts[0]).toMatchObject({ property: 'no-lost-update', verdict: 'violated' });
    expect(await raceline(...MANY, '--workers', '3')).toEqual(one);
  });

  test('compares', async () => {
    const { code, stdout } = await raceline(
      'compare',
      'counters.ts',
      '--strategy',
      './mine/mine.ts',
      '--seed',
      '1',
      '--json',
    );
    expect(code).toBe(0);
    const cells: { implementation: string; property: string; verdict: string }[] = JSON.parse(stdout).cells;
    const verdicts = cells.filter(({ property }) => property === 'no-lost-update').map(({ verdict }) => verdict);
    expect(verdicts.sort()).toEqual(['holds', 'violated']);
  });

  test('in a checkpoint: goes on, and refuses once the strategy or what it imports has changed', async () => {
    const args = [...EXPLORE, '-i', 'reference', '--schedules', '300'];
    const whole = await raceline(...args, '--checkpoint', 'run.jsonl');
    expect(whole.code).toBe(0);
    expect(await raceline(...args, '--resume', 'run.jsonl')).toEqual(whole);
    for (const [name, file] of [
      ['weights.ts', 'mine/weights.ts'],
      ['mine.ts', 'mine/mine.ts'],
    ] as const) {
      const before = readFileSync(join(folder, file), 'utf8');
      appendFileSync(join(folder, file), '// changed\n');
      const refused = await raceline(...args, '--resume', 'run.jsonl');
      write(file, before);
      expect(refused).toMatchObject({ code: 3, stdout: '' });
      expect(refused.stderr).toMatch(
        new RegExp(`^ERR_CHECKPOINT_MISMATCH: [^\\n]+: the strategy's code, ${name}, has changed since\\. [^\\n]+\\n$`),
      );
    }
    const other = await raceline(
      'explore',
      'counters.ts',
      '--seed',
      '5',
      '-i',
      'reference',
      '--schedules',
      '300',
      '--resume',
      'run.jsonl',
    );
    expect(other.stderr).toContain('its option strategy is ./mine/mine.ts, here it is portfolio');
  });
});

describe('a strategy that does not work gives one line, exit 3 and no stack', () => {
  const THROWS = `export const wrong = { name: 'wrong', make: () => ({
    begin: () => true, choose() { throw new TypeError('at\\nall'); }, end() {},
  }) };`;

  test.each<[string, string | null, string]>([
    [
      'no such file',
      null,
      'ERR_UNKNOWN_STRATEGY: no strategy is named "./wrong.ts": it is no file, and none of portfolio,',
    ],
    ['an exception', THROWS, 'ERR_BAD_STRATEGY: strategy wrong: its choose threw TypeError: at all. '],
  ])('%s', async (_, text, message) => {
    if (text !== null) write('wrong.ts', text);
    const { code, stdout, stderr } = await raceline(
      ...['explore', 'counters.ts', '-i', 'torn', '--strategy', './wrong.ts', '--json'],
    );
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr.startsWith(message), stderr).toBe(true);
    expect(stderr).toMatch(/^[^\n]+\n$/);
  });
});

test('--help says what each strategy does', async () => {
  const { stdout } = await raceline('explore', '--help');
  expect(stdout).toMatch(/pct: random priorities of actors, lowered at random steps \(takes --depth\)/);
});
