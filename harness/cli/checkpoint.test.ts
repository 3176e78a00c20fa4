import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { publishedEntry } from '../testing/built-package.ts';
import { type Ended, startRaceline } from '../testing/start-raceline.ts';

const ENGINE = publishedEntry();
const FAST_CHECK = import.meta.resolve('fast-check');

/** Named apart, or tidy.test.ts would take the import below for one of ours. */
const BESIDE = './increment.mjs';

/** Code under test in a file of its own. In `wide` two actors lose updates; `spins` never returns in a later workload. */
const SCENARIO = `
import * as fc from '${FAST_CHECK}';
import { defineScenario } from '${ENGINE}';
import { increment } from '${BESIDE}';
export const counters = defineScenario({
  name: 'counters', title: 'actors increment', control: 'gates',
  implementations: { torn: { says: 'waits in between', subject: 2 }, atomic: { says: 'does not', subject: 1 },
    spins: { says: 'does not return when there are four', subject: 0 } },
  examples: { two: { workload: { actors: 2 }, faults: {} }, three: { workload: { actors: 3 }, faults: {} } },
  workload: fc.record({ actors: fc.integer({ min: 2, max: 4 }) }),
  faults: fc.constant({}),
  setup(env, gates, workload) {
    const state = { x: 0, actors: workload.actors };
    const gateway = env.process('gateway');
    for (let i = 0; i < workload.actors; i++) env.actor('a' + i, gateway, (actor) => increment(actor, state, gates));
    return state;
  },
  properties: [{
    name: 'no-lost-update', kind: 'safety', level: 'strict', says: 'x counts the actors', when: 'quiescence',
    judge: (state) => (state.x === state.actors ? undefined : { message: 'x is ' + state.x + ' of ' + state.actors }),
  }],
});
`;
const INCREMENT = `
export async function increment(actor, state, gates) {
  await actor.gate('x');
  const read = state.x;
  if (gates === 2) await actor.gate('x');
  if (gates === 0 && state.actors === 4 && state.x === 2) for (;;) {}
  state.x = read + 1;
}
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'raceline-checkpoint-'));
  writeFileSync(join(folder, 'counters.mjs'), SCENARIO);
  writeFileSync(join(folder, 'increment.mjs'), INCREMENT);
  return () => rmSync(folder, { recursive: true });
});

const start = (args: readonly string[]): ReturnType<typeof startRaceline> => startRaceline(args, folder);
const raceline = (...args: string[]): Promise<Ended> => start(args).ended;
const EXPLORE = ['explore', 'counters.mjs', '--seed', '5', '--json'];

describe('a checkpoint', () => {
  test('gives, after any number of kills at any moments, the report of the uninterrupted run', {
    timeout: 300_000,
  }, async () => {
    const args = [...EXPLORE, '-i', 'torn', '--schedules', '2000', '--workers', '2'];
    const whole = await raceline(...args);
    const file = join(folder, 'killed.jsonl');
    const sizes: number[] = [];
    let last: Ended | undefined;
    // Each run may live longer than the one before, so that in the end one is not killed.
    for (let run = 0; last?.code === undefined || last.code === null; run++) {
      const { child, ended } = start([...args, '--checkpoint', file, '--resume', file]);
      const timer = setTimeout(() => child.kill('SIGKILL'), 500 * 1.5 ** run + Math.random() * 200);
      last = await ended;
      clearTimeout(timer);
      sizes.push(existsSync(file) ? statSync(file).size : 0);
    }
    expect(last).toEqual(whole);
    expect(whole.code).toBe(1);
    expect(sizes.length, 'kills').toBeGreaterThan(3);
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
  });

  test('keeps what was made before Ctrl-C, and nothing of what that cut short', { timeout: 120_000 }, async () => {
    const args = [...EXPLORE, '-i', 'torn', '--schedules', '300000', '--checkpoint', 'stopped.jsonl'];
    const { child, ended } = start(args);
    const file = join(folder, 'stopped.jsonl');
    while (!existsSync(file) || statSync(file).size < 10_000) await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill('SIGINT');
    // A violation is known by then.
    expect((await ended).code).toBe(1);
    const jobs = linesOf('stopped.jsonl').slice(1);
    expect(jobs.length).toBeGreaterThan(10);
    expect(jobs.length).toBeLessThan(6_000);
    // Whole ones: a first turn, a second, a later one.
    expect(jobs.filter(({ job }) => ![6, 44, 50].includes(job.executions))).toEqual([]);
  });

  test('of which a kill cut the last line short loses that line alone', async () => {
    const args = [...EXPLORE, '-i', 'torn', '--schedules', '500'];
    const whole = await raceline(...args, '--checkpoint', 'torn.jsonl');
    truncateSync(join(folder, 'torn.jsonl'), statSync(join(folder, 'torn.jsonl')).size - 200);
    expect(await raceline(...args, '--resume', 'torn.jsonl')).toEqual(whole);
    expect(linesOf('torn.jsonl').filter((line) => 'job' in line)).toHaveLength(12);
  });

  test('that is complete gives the report without another job', async () => {
    const args = [...EXPLORE, '--schedules', '300', '-i', 'atomic'];
    const whole = await raceline(...args, '--checkpoint', 'done.jsonl');
    const before = linesOf('done.jsonl');
    expect(await raceline(...args, '--resume', 'done.jsonl')).toEqual(whole);
    expect(linesOf('done.jsonl')).toEqual(before);
  });

  test('of an exhaustive run makes the job anew that was interrupted', async () => {
    const args = [...EXPLORE, '--strategy', 'exhaustive', '-i', 'torn'];
    const whole = await raceline(...args, '--checkpoint', 'proof.jsonl');
    const [header, first] = readFileSync(join(folder, 'proof.jsonl'), 'utf8').split('\n');
    writeFileSync(join(folder, 'proof.jsonl'), `${header}\n${first}\n`);
    expect(await raceline(...args, '--resume', 'proof.jsonl')).toEqual(whole);
  });

  test('gives its seed to who resumes without one', async () => {
    const drawn = ['explore', 'counters.mjs', '-i', 'atomic', '--schedules', '100', '--json'];
    const first = await raceline(...drawn, '--checkpoint', 'drawn.jsonl');
    expect(await raceline(...drawn, '--resume', 'drawn.jsonl')).toEqual(first);
    expect(first.code).toBe(0);
  });
});

function linesOf(name: string): { job: { index: number; executions: number } }[] {
  const text = readFileSync(join(folder, name), 'utf8').trimEnd();
  return text.split('\n').map((line) => JSON.parse(line));
}

describe('shards', () => {
  const shards = async (count: number, prefix: string, args: readonly string[]): Promise<Ended[]> => {
    const ended: Ended[] = [];
    for (let i = 1; i <= count; i++) {
      ended.push(await raceline(...args, '--shard', `${i}/${count}`, '--checkpoint', `${prefix}${i}.jsonl`));
    }
    return ended;
  };
  const filesOf = (count: number, prefix: string): string[] =>
    Array.from({ length: count }, (_, i) => `${prefix}${i + 1}.jsonl`).reverse();

  test.each([
    ['sampled', ['--schedules', '530']],
    ['exhaustive', ['--strategy', 'exhaustive']],
  ])('%s and merged give the report of the unsharded run, byte for byte', { timeout: 60_000 }, async (name, more) => {
    const args = ['explore', 'counters.mjs', '--seed', '5', ...more];
    // Of the other report the text: both are made of the same findings.
    const form = name === 'sampled' ? ['--json'] : [];
    const whole = await raceline(...args, '-i', 'torn', ...form);
    await shards(2, name, [...args, '-i', 'torn']);
    expect(await raceline('merge', ...filesOf(2, name), ...form)).toEqual(whole);
    expect(whole.code).toBe(1);
  });

  test('say that their verdicts rest on a part, and claim no more than it', async () => {
    const args = [...EXPLORE, '--strategy', 'exhaustive', '-i', 'atomic'];
    const [first, second] = await shards(2, 'part', args);
    const howOf = (ended: Ended | undefined): string => JSON.parse(ended?.stdout ?? '').verdicts[0].established;
    expect(howOf(first)).toMatch(/^shard 1 of 2 alone: exhaustive: all schedules of the workload two, /);
    expect(howOf(second)).toMatch(/^shard 2 of 2 alone: exhaustive: all schedules of the workload three, /);
    expect(howOf(await raceline('merge', ...filesOf(2, 'part'), '--json'))).toMatch(/^exhaustive: .* two, three, /);
  });

  test('without a job hold nothing', async () => {
    const { code, stdout } = await raceline(...EXPLORE, '--strategy', 'exhaustive', '-i', 'atomic', '--shard', '3/3');
    expect([code, JSON.parse(stdout).verdicts[0].established]).toEqual([
      2,
      'shard 3 of 3 alone: there are more shards than jobs, and it has none',
    ]);
  });

  test('one of which met a step that never returns give the report of the unsharded run', {
    timeout: 120_000,
  }, async () => {
    const args = [...EXPLORE, '-i', 'spins', '--schedules', '2000', '--hang', '1'];
    const whole = await raceline(...args, '--workers', '1');
    expect(JSON.parse(whole.stdout).verdicts[0].established).toMatch(/^ERR_NEVER_YIELDED: step \d+, a2#2 gate x/);
    await shards(2, 'spins', args);
    expect(await raceline('merge', ...filesOf(2, 'spins'), '--json', '--hang', '1')).toEqual(whole);
  });
});

describe('refused in one line with exit 3', () => {
  const exploring = (changed: Readonly<Record<string, string>> = {}): string[] => {
    const options = { '--seed': '5', '--schedules': '200', '-i': 'torn', ...changed };
    return ['explore', 'counters.mjs', ...Object.entries(options).flat()];
  };
  const refusal = async (code: string, why: string, ...args: string[]): Promise<void> => {
    const ended = await raceline(...args);
    expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code: 3, stdout: '' });
    expect(ended.stderr).toMatch(new RegExp(`^${code}: [^\\n]*${why}[^\\n]*\\n$`));
  };
  beforeAll(async () => {
    await raceline(...exploring(), '--checkpoint', 'c.jsonl');
    const text = readFileSync(join(folder, 'c.jsonl'), 'utf8');
    writeFileSync(join(folder, 'damaged.jsonl'), text.replace('"steps":', '"stairs":'));
    writeFileSync(join(folder, 'foreign.jsonl'), text.replace('"job":{"index":1,', '"job":{"index":100,'));
    writeFileSync(join(folder, 'tampered.jsonl'), text.replaceAll('"steps":', '"steps":1'));
    writeFileSync(join(folder, 'begun.jsonl'), `${text.split('\n').slice(0, 3).join('\n')}\n`);
  }, 120_000);

  // What else is compared: explore/checkpoint-match.test.ts. What else is no checkpoint: explore/checkpoint.test.ts.
  test.each([
    ['of another seed', 'ERR_CHECKPOINT_MISMATCH', 'option seed is 5, here it is 6', 'c', { '--seed': '6' }],
    ['that is damaged', 'ERR_BAD_CHECKPOINT', 'line 2', 'damaged', {}],
    ['that is not there', 'ERR_BAD_CHECKPOINT', 'cannot be read', 'nowhere', {}],
    ['of jobs that are not planned', 'ERR_BAD_CHECKPOINT', 'findings of job 100 of torn', 'foreign', {}],
    ['of other findings', 'ERR_CHECKPOINT_MISMATCH', 'other findings of job 0', 'tampered', {}],
  ])('a checkpoint %s', async (_, code, why, file, changed) => {
    await refusal(code, why, ...exploring(changed), '--resume', `${file}.jsonl`);
  });

  test('a merge of a shard that has not finished', async () => {
    await refusal('ERR_CHECKPOINT_MISMATCH', 'interrupted after 2 jobs of torn', 'merge', 'begun.jsonl');
  });

  test('edited code under test, also in a file that the scenario only imports', async () => {
    appendFileSync(join(folder, 'increment.mjs'), '// edited\n');
    const changed = 'the code under test, increment.mjs, has changed since';
    await refusal('ERR_CHECKPOINT_MISMATCH', changed, ...exploring(), '--resume', 'c.jsonl');
    await refusal('ERR_CHECKPOINT_MISMATCH', changed, 'merge', 'c.jsonl');
  });
});
