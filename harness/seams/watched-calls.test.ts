import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { publishedEntry } from '../testing/built-package.ts';

const PROGRAM = `
import fc from '${import.meta.resolve('fast-check')}';
const { defineScenario, explore, json } = await import('${publishedEntry()}');
const scenario = defineScenario({
  name: 'late-abort', title: 'a signal aborts after the answer',
  implementations: { it: { says: '', subject: null } }, examples: { one: { workload: null, faults: null } },
  workload: fc.constant(null), faults: fc.constant(null), properties: [],
  setup(env) {
    env.network.upstream('https://api.example', () => json(1));
    env.actor('a', env.process('p'), async () => {
      const abort = new AbortController();
      await fetch(new Request('https://api.example', { signal: abort.signal }));
      abort.abort();
    });
  },
});
const { verdicts } = await explore(scenario, 'it', { schedulesMax: 1 });
console.log(verdicts.map(({ verdict }) => verdict).join());
`;

test("Node's own weak references are known in the built package too, where functions have other names", () => {
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', PROGRAM], { encoding: 'utf8' });
  expect(stdout).toBe('holds,holds,holds\n');
});
