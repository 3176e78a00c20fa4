import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { publishedEntry } from '../testing/built-package.ts';
import { type Ended, startRaceline } from '../testing/start-raceline.ts';

/** `rare` breaks in about one execution of a hundred. */
const SCENARIO = `
import * as fc from '${import.meta.resolve('fast-check')}';
import { defineScenario } from '${publishedEntry()}';
export default defineScenario({
  name: 'lottery', title: 'actors in order', control: 'gates',
  implementations: { only: { says: 'draws', subject: null } },
  examples: { five: { workload: 5, faults: null } },
  workload: fc.integer({ min: 4, max: 5 }),
  faults: fc.constant(null),
  setup(env, _, actors) {
    const order = [];
    const process = env.process('p');
    for (let i = 0; i < actors; i++) env.actor('a' + i, process, () => void order.push(i));
    return order;
  },
  properties: ['34120', '24130'].map((rare) => ({
    name: 'not-' + rare, kind: 'safety', level: 'strict', says: 'never comes', when: 'quiescence',
    judge: (order) => (order.join('') === rare ? { message: rare } : undefined),
  })),
});
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'raceline-bail-'));
  writeFileSync(join(folder, 'lottery.mjs'), SCENARIO);
  return () => rmSync(folder, { recursive: true });
});

const raceline = (...args: string[]): Promise<Ended> => startRaceline(args, folder).ended;
const EXPLORE = [
  'explore',
  'lottery.mjs',
  '--seed',
  '3',
  '--schedules',
  '20000',
  '--strategy',
  'random-walk',
  '--json',
];
const BAIL = [...EXPLORE, '--bail'];

test('--bail gives the same report whoever makes the jobs: three workers, a resumed run, two shards merged', {
  timeout: 120_000,
}, async () => {
  const whole = await raceline(...BAIL, '--checkpoint', 'whole.jsonl');
  expect(whole.code).toBe(1);
  const { executions, verdicts } = JSON.parse(whole.stdout);
  expect(executions).toBeLessThan(3_000);
  expect(verdicts.map(({ verdict }: { verdict: string }) => verdict)).toEqual([
    'violated',
    'violated',
    ...['unknown', 'unknown', 'unknown'],
  ]);
  expect(await raceline(...BAIL, '--workers', '3')).toEqual(whole);
  const [header, first] = readFileSync(join(folder, 'whole.jsonl'), 'utf8').split('\n');
  writeFileSync(join(folder, 'begun.jsonl'), `${header}\n${first}\n`);
  expect(await raceline(...BAIL, '--resume', 'begun.jsonl')).toEqual(whole);
  for (const i of [1, 2]) await raceline(...BAIL, '--shard', `${i}/2`, '--checkpoint', `part${i}.jsonl`);
  expect(await raceline('merge', 'part1.jsonl', 'part2.jsonl', '--json')).toEqual(whole);
});
