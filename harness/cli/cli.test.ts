import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { publishedEntry } from '../testing/built-package.ts';
import { type Ended, startRaceline } from '../testing/start-raceline.ts';

const ENGINE = publishedEntry();
const FAST_CHECK = import.meta.resolve('fast-check');

/** A user's module outside the repository: increments that lose updates, never lose them, or never return. */
const COUNTERS = `
import * as fc from '${FAST_CHECK}';
import { defineScenario } from '${ENGINE}';
export const counters = defineScenario({
  name: 'counters', title: 'two actors increment', control: 'gates',
  implementations: {
    torn: { says: 'waits between read and write', subject: 'torn' },
    atomic: { says: 'does not', subject: 'atomic' },
    'spins-in-a-loop': { says: 'never returns', subject: 'loop' },
    'spins-in-microtasks': { says: 'never yields', subject: 'microtasks' },
  },
  examples: { two: { workload: { actors: 2 }, faults: {} } },
  workload: fc.record({ actors: fc.integer({ min: 2, max: 3 }) }),
  faults: fc.constant({}),
  setup(env, mode, workload) {
    const state = { x: 0, actors: workload.actors };
    const gateway = env.process('gateway');
    for (let i = 0; i < workload.actors; i++) env.actor('a' + i, gateway, async (actor) => {
      await actor.gate('x');
      const read = state.x;
      if (mode !== 'atomic') await actor.gate('x');
      if (mode === 'loop' && state.x > 0) for (;;) {}
      if (mode === 'microtasks' && state.x > 0) for (;;) await null;
      state.x = read + 1;
      console.log('wrote \\u001b[31m' + state.x);
      process.stdout.write('and said so');
    });
    return state;
  },
  properties: [{
    name: 'no-lost-update', kind: 'safety', level: 'strict', says: 'x counts the actors', when: 'quiescence',
    judge: (state) => (state.x === state.actors ? undefined : { message: 'x is ' + state.x + ' of ' + state.actors }),
  }],
});
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'raceline-cli-'));
  writeFileSync(join(folder, 'counters.mjs'), COUNTERS);
  mkdirSync(join(folder, 'typed'));
  // Here Node remembers of each file that it could not load it.
  writeFileSync(join(folder, 'typed/package.json'), '{ "type": "module" }');
  writeFileSync(
    join(folder, 'typed/typed.ts'),
    "export { counters } from '../counters.mjs';\nexport type Count = number;\n",
  );
  writeFileSync(join(folder, 'typed/imports-typed.mjs'), "export * from './typed.ts';\n");
});

const raceline = (...args: string[]): Promise<Ended> => startRaceline(args, folder).ended;

describe('explore', () => {
  test('exits 1 with a timeline and a replay file that gives it again 100 times out of 100', async () => {
    const explored = await raceline(
      'explore',
      'counters.mjs',
      '-i',
      'torn',
      '--seed',
      '5',
      '--schedules',
      '500',
      '--json',
    );
    expect(explored.code).toBe(1);
    const [verdict] = JSON.parse(explored.stdout).verdicts;
    expect(verdict).toMatchObject({ property: 'no-lost-update', verdict: 'violated', workload: { actors: 2 } });
    expect(verdict.timeline.at(-1)).toBe('violated no-lost-update: x is 1 of 2');
    const replayed = await raceline('replay', verdict.replayFile, '--times', '100', '--json');
    expect(replayed.code).toBe(1);
    const [report] = JSON.parse(replayed.stdout).files;
    expect(report).toMatchObject({
      isIdentical: true,
      replays: 100,
      identicalReplays: 100,
      timeline: verdict.timeline,
    });
  });

  test('exits 0 when everything holds, of TypeScript that JavaScript imports', async () => {
    const { code, stdout } = await raceline(
      'explore',
      'typed/imports-typed.mjs',
      '-i',
      'atomic',
      '--strategy',
      'exhaustive',
      '--json',
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout).verdicts[0]).toMatchObject({ verdict: 'holds', executions: 6 });
  });

  test('exits 2 when a budget ran out', async () => {
    const { code } = await raceline(
      'explore',
      'counters.mjs',
      '-i',
      'atomic',
      '--strategy',
      'exhaustive',
      '--schedules',
      '3',
    );
    expect(code).toBe(2);
  });

  test('finds the same with one worker and with three', async () => {
    const args = ['explore', 'counters.mjs', '-i', 'torn', '--seed', '9', '--schedules', '300', '--json'];
    const run = async (...more: string[]) => JSON.parse((await raceline(...args, ...more)).stdout);
    const one = await run('--workers', '1');
    const three = await run('--workers', '3');
    expect(three.traceHash).toBe(one.traceHash);
    expect(three.verdicts).toEqual(one.verdicts);
  });

  test.each(['spins-in-a-loop', 'spins-in-microtasks'])(
    '%s is ended from outside and reported with its schedule prefix',
    async (name) => {
      const { code, stdout } = await raceline(
        'explore',
        'counters.mjs',
        '-i',
        name,
        '--hang',
        '1',
        '--seed',
        '1',
        '--json',
      );
      expect(code).not.toBe(0);
      const unknown = JSON.parse(stdout).verdicts.find(({ verdict }: { verdict: string }) => verdict === 'unknown');
      expect(unknown.established).toMatch(
        /ERR_NEVER_YIELDED: step \d+, a\d#3 gate x \(delivery\), did not return within 1 s/,
      );
      expect(unknown.established).toContain('schedule prefix: a');
    },
  );

  test('Ctrl-C prints what is known so far and exits 2', async () => {
    const args = ['explore', 'counters.mjs', '-i', 'atomic', '--seed', '1', '--schedules', '1000000000', '--json'];
    const { child, ended } = startRaceline([...args, '--checkpoint', 'interrupted.jsonl'], folder);
    // Until the workers are loaded and at work, however busy the machine is; interrupting before that is also exit 2.
    const file = join(folder, 'interrupted.jsonl');
    while (!existsSync(file) || statSync(file).size < 10_000) await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(code).toBe(2);
    const report = JSON.parse(stdout);
    expect(report.executions).toBeGreaterThan(0);
    expect(report.verdicts[0]).toMatchObject({
      verdict: 'unknown',
      established: expect.stringContaining('interrupted after'),
    });
  });

  test('Ctrl-C while a scenario is still loading exits 2 in one line', async () => {
    writeFileSync(join(folder, 'slow-to-load.mts'), 'await new Promise((resolve) => setTimeout(resolve, 60_000));\n');
    const { child, ended } = startRaceline(['explore', 'slow-to-load.mts'], folder);
    setTimeout(() => child.kill('SIGINT'), 4_000);
    expect(await ended).toMatchObject({ code: 2, stderr: 'interrupted\n' });
  });

  test('a time budget alone is a goal: what holds until then holds over that many executions', async () => {
    const { code, stdout } = await raceline('explore', 'counters.mjs', '-i', 'atomic', '--time', '4', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).verdicts[0]).toMatchObject({
      verdict: 'holds',
      established: expect.stringMatching(/executions of portfolio/),
    });
  });

  test('text of code under test cannot steer the terminal', async () => {
    const { stdout } = await raceline('explore', 'counters.mjs', '-i', 'torn', '--schedules', '200');
    expect(stdout).toContain('\\x1b[31m');
    expect(stdout).not.toContain('\u001b');
  });
});

describe('--report', () => {
  test('writes what --json and the text print to files, beside what is printed', async () => {
    const args = ['explore', 'counters.mjs', '-i', 'torn', '--seed', '5', '--schedules', '100'];
    const files = ['--report', 'json=reported/a.json', '--report', 'text=reported/a.txt'];
    const { code, stdout } = await raceline(...args, ...files);
    expect(code).toBe(1);
    expect(readFileSync(join(folder, 'reported/a.txt'), 'utf8')).toBe(stdout);
    const json = await raceline(...args, '--json');
    expect(readFileSync(join(folder, 'reported/a.json'), 'utf8')).toBe(json.stdout);
    expect(readdirSync(join(folder, 'reported'))).toEqual(['a.json', 'a.txt']);
  });
});

describe('bad input gives one line, exit 3 and no stack', () => {
  const broken = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return name;
  };

  test.each([
    ['an unknown command', () => ['frobnicate'], 'ERR_USAGE'],
    ['no command', () => [], 'ERR_USAGE'],
    ['an unknown scenario', () => ['explore', 'nowhere'], 'ERR_UNKNOWN_SCENARIO'],
    ['an unknown issue', () => ['reproduce', 'nowhere'], 'ERR_UNKNOWN_SCENARIO'],
    ['an unknown implementation', () => ['explore', 'counters.mjs', '-i', 'nothing'], 'ERR_UNKNOWN_IMPLEMENTATION'],
    ['a seed that is no number', () => ['explore', 'counters.mjs', '--seed', 'x'], 'ERR_USAGE'],
    ['an empty seed', () => ['explore', 'counters.mjs', '--seed='], 'ERR_USAGE'],
    ['an empty argument', () => ['explore', 'counters.mjs', '--prove', ''], 'ERR_USAGE'],
    ['a scenario with an escape code', () => ['explore', 'no\u001b[2Jwhere\u202e'], 'ERR_UNKNOWN_SCENARIO'],
    ['a shard of too many', () => ['explore', 'counters.mjs', '--shard', '1/99999999999999999999'], 'ERR_USAGE'],
    ['a shard out of range', () => ['explore', 'counters.mjs', '--shard', '3/2'], 'ERR_USAGE'],
    [
      'a module that throws on import',
      () => ['explore', broken('throws.ts', 'throw new Error("at\\nimport");')],
      'ERR_BAD_SCENARIO_MODULE',
    ],
    [
      'a module with a syntax error',
      () => ['explore', broken('syntax.ts', 'export const = ;')],
      'ERR_BAD_SCENARIO_MODULE',
    ],
    [
      'a module without a scenario',
      () => ['explore', broken('none.ts', 'export const a = 1;')],
      'ERR_BAD_SCENARIO_MODULE',
    ],
    ['a replay file that does not exist', () => ['replay', 'missing.json'], 'ERR_BAD_REPLAY_FILE'],
    ['a replay file that is not JSON', () => ['replay', broken('text.json', 'hello')], 'ERR_BAD_REPLAY_FILE'],
    [
      'a replay file with a field missing',
      () => ['replay', broken('short.json', '{"format":1,"engine":"0.1.0"}')],
      'ERR_BAD_REPLAY_FILE',
    ],
    [
      'a replay file of another format',
      () => ['replay', broken('format.json', '{"format":2,"engine":"0.1.0"}')],
      'ERR_REPLAY_FILE_VERSION',
    ],
    [
      'a replay file of another engine',
      () => ['replay', broken('engine.json', '{"format":1,"engine":"7.0.0"}')],
      'ERR_REPLAY_FILE_VERSION',
    ],
    [
      'an output folder that is a file',
      () => ['explore', 'counters.mjs', '--out', broken('file', '')],
      'ERR_OUTPUT_DIRECTORY',
    ],
    [
      'a strategy that there is not',
      () => ['explore', 'counters.mjs', '--strategy', 'luck'],
      'ERR_UNKNOWN_STRATEGY: no strategy is named "luck": [^\\n]+portfolio, random-walk, pct,',
    ],
    [
      'a report that there is not',
      () => ['explore', 'counters.mjs', '--report', 'xml=a.xml'],
      'ERR_USAGE: --report xml=a\\.xml: explore has no report "xml", it has text, json',
    ],
    ['a report without a file', () => ['compare', 'counters.mjs', '--report', 'json'], 'ERR_USAGE: --report json: '],
    [
      'a report where no file can be made',
      () => ['explore', 'counters.mjs', '--report', 'json=/proc/raceline/a.json'],
      'ERR_OUTPUT_DIRECTORY',
    ],
    ['a report where a folder is', () => ['explore', 'counters.mjs', '--report', 'json=.'], 'ERR_OUTPUT_DIRECTORY'],
    [
      'an output folder where none can be made',
      () => ['explore', 'counters.mjs', '--out', '/proc/raceline'],
      'ERR_OUTPUT_DIRECTORY',
    ],
  ])('%s', async (_what, args, code) => {
    const { code: exit, stdout, stderr } = await raceline(...args());
    expect({ exit, stdout }).toEqual({ exit: 3, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^${code}[^\\n]+\\n$`));
    expect(stderr).not.toMatch(/\n\s+at /);
    for (const control of ['\u001b', '\u202e']) expect(stderr).not.toContain(control);
  });

  test('a truncated replay file', async () => {
    await raceline('explore', 'counters.mjs', '-i', 'torn', '--seed', '5', '--schedules', '100', '--out', 'whole');
    const [name = ''] = readdirSync(join(folder, 'whole'));
    const text = readFileSync(join(folder, 'whole', name), 'utf8');
    const { code, stderr } = await raceline('replay', broken('cut.json', text.slice(0, text.length / 2)));
    expect(code).toBe(3);
    expect(stderr).toMatch(/^ERR_BAD_REPLAY_FILE: [^\n]+cut short\?[^\n]+\n$/);
  });

  test('--debug adds the stack', async () => {
    const { stderr } = await raceline('explore', 'nowhere', '--debug');
    expect(stderr).toMatch(/\n\s+at /);
  });

  test('nothing half-written is left behind', () => {
    const leftovers = readdirSync(folder, { recursive: true }).filter(
      (name) => String(name).includes('.tmp') || String(name).includes('.raceline-'),
    );
    expect(leftovers).toEqual([]);
  });
});

describe('check-registry', () => {
  test('exits 0 when all files are healthy, 1 when one is not, with a line for each', async () => {
    writeFileSync(join(folder, 'models.json'), '{"version":2,"models":[{"id":"a"},{"id":"b"}]}');
    writeFileSync(join(folder, 'tools.json'), '[{"name":"t"},{"name":"t"}]');
    const healthy = await raceline('check-registry', 'models.json');
    expect([healthy.code, healthy.stdout]).toEqual([0, 'models.json: healthy, 2 entries, version 2\n']);
    const both = await raceline('check-registry', 'models.json', 'tools.json', 'none.json');
    expect([both.code, both.stdout.split('\n').slice(1, 3)]).toEqual([
      1,
      ['tools.json: duplicates: t', 'none.json: missing'],
    ]);
    const counted = await raceline('check-registry', 'models.json', '--expected', '3', '--json');
    expect([counted.code, JSON.parse(counted.stdout)[0].issues]).toEqual([
      1,
      [{ kind: 'count', expected: 3, found: 2 }],
    ]);
    const each = ['--expected', '1', '--expected', 'models.json=2'];
    const named = await raceline('check-registry', 'models.json', 'tools.json', ...each, '--json');
    expect(
      JSON.parse(named.stdout).map(({ issues }: { issues: { kind: string }[] }) => issues.map(({ kind }) => kind)),
    ).toEqual([[], ['duplicates', 'count']]);
    for (const bad of ['many', 'other.json=2']) {
      expect((await raceline('check-registry', 'models.json', '--expected', bad)).code).toBe(3);
    }
  });
});
