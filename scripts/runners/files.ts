import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../nodes.ts';

// What a stranger's project has: the blocks of the README as they are, and tests that fail, by file and by object.

/** `// NAME` is the first line of each block. */
const BLOCK = /```[jt]s\n\/\/ (counter\.[\w.]+)\n([\s\S]*?)```/g;

/** Of the section about test runners, by name. */
export function readmeFiles(): Readonly<Record<string, string>> {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  return Object.fromEntries([...readme.matchAll(BLOCK)].map(([, name = '', code = '']) => [name, code]));
}

const SCENARIO = `
export const counter = defineScenario({
  name: 'counter',
  title: 'two actors increment',
  implementations: {
    racy: { says: 'reads, waits, writes', subject: 'racy' },
    safe: { says: 'does not wait', subject: 'safe' },
    endless: { says: 'never yields', subject: 'endless' },
  },
  examples: { two: { workload: null, faults: null } },
  workload: fc.constant(null),
  faults: fc.constant(null),
  setup(env, how) {
    const state = { count: 0 };
    const gateway = env.process('gateway');
    for (const name of ['a', 'b']) {
      env.actor(name, gateway, async () => {
        const read = state.count;
        if (how !== 'safe') await new Promise((resolve) => setTimeout(resolve, 1));
        while (how === 'endless');
        state.count = read + 1;
      });
    }
    return state;
  },
  properties: [{
    name: 'every-increment-counts', kind: 'safety', level: 'strict', says: 'none is lost', when: 'quiescence',
    judge: ({ count }) => (count < 2 ? { message: \`counted \${count} of 2\` } : undefined),
  }],
});
`;

const IMPORTS = "import fc from 'fast-check';\nimport { defineScenario } from 'raceline';\n";
const REQUIRES = "const fc = require('fast-check');\nconst { defineScenario } = require('raceline');\n";

/** The scenario, as each kind of module. Node strips no types before 22: what is an object there is no TypeScript. */
export const SCENARIOS: Readonly<Record<string, string>> = {
  'counter.race.ts': `${IMPORTS}import type { Env } from 'raceline';\n${SCENARIO.replace('setup(env, how)', 'setup(env: Env, how: string)')}`,
  'counter.mjs': IMPORTS + SCENARIO,
  'counter.cjs': `${REQUIRES}${SCENARIO.replace('export const', 'const')}exports.counter = counter;\n`,
};

/** Three that fail, and one that passes while the runner's timers are fake. `place` is of the folder with the scenarios. */
const tests = (place: string, fake: string): string => `
const file = ${place};
const options = { seed: 3, schedulesMax: 100, workers: 1 };
test('by file', async () => void (await expectHolds(file, 'racy', options)), 60_000);
test('by object', async () => void (await expectHolds(counter, 'racy', options)), 60_000);
test('never yields', async () => void (await expectHolds(file, 'endless', { ...options, hangMs: 500 })), 60_000);
test('one hash', async () => {
  ${fake}
  const { traceHash } = await expectViolates(file, 'racy', ['every-increment-counts'], options);
  if (traceHash !== process.env.RACELINE_HASH) throw new Error(\`not the hash of the command: \${traceHash}\`);
}, 60_000);
`;

const BY_URL = "new URL('./counter.race.ts', import.meta.url)";
const ENTRY =
  "import { expectHolds, expectViolates } from 'raceline/test';\nimport { counter } from './counter.mjs';\n";
/** Called as those of the others are: title, body, time. */
const OF_NODE = 'const test = (title, body, timeout) => nodeTest(title, { timeout }, body);\n';

export const FAILING: Readonly<Record<string, string>> = {
  'failing.test.mjs': `import { test, vi } from 'vitest';\n${ENTRY}${tests(BY_URL, 'vi.useFakeTimers();')}`,
  'failing.spec.mjs': `import { jest, test } from '@jest/globals';\n${ENTRY}${tests(BY_URL, 'jest.useFakeTimers();')}`,
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: it is of the test
  'failing.spec.cjs': `
const { expectHolds, expectViolates } = require('raceline/test');
const { counter } = require('./counter.cjs');
${tests('`${__dirname}/counter.race.ts`', 'jest.useFakeTimers();')}`,
  'failing.node.mjs': `import { mock, test as nodeTest } from 'node:test';\n${ENTRY}${OF_NODE}${tests(BY_URL, 'mock.timers.enable();')}`,
  'failing.node.cjs': `
const { mock, test: nodeTest } = require('node:test');
const { expectHolds, expectViolates } = require('raceline/test');
const { counter } = require('./counter.cjs');
${OF_NODE}${tests('`${__dirname}/counter.race.ts`', 'mock.timers.enable();')}`,
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: it is of the test
};

const CONSUMER = `
const report: Promise<ExplorationReport> = expectHolds('./counter.race.ts', 'safe', { timeMs: 1_000, strategy: 'pos' });
report.then(({ traceHash }): string => traceHash);
// @ts-expect-error: there is no such option
expectHolds(new URL('file:///x'), 'safe', { schedules: 1 });
`;

/** Programs for the compiler, which resolves the package as each kind of module. */
export const TYPED: Readonly<Record<string, string>> = {
  'consumer.mts': `import type { ExplorationReport } from 'raceline';\nimport { expectHolds } from 'raceline/test';\n${CONSUMER}`,
  'consumer.cts': `import raceline = require('raceline');\nimport entry = require('raceline/test');\ntype ExplorationReport = raceline.ExplorationReport;\nconst { expectHolds } = entry;\n${CONSUMER}`,
};
