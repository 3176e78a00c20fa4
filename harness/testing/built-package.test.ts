import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { publishedEntry, stampOfSources } from './built-package.ts';
import { ROOT } from './import-graph.ts';

test('what a command writes to reports/out does not have the next one build the checkout anew', () => {
  const out = join(ROOT, 'reports/out');
  mkdirSync(out, { recursive: true });
  const before = stampOfSources();
  const written = mkdtempSync(join(out, 'stamp-'));
  try {
    expect(stampOfSources()).toBe(before);
  } finally {
    rmSync(written, { recursive: true });
  }
});

/** Node's Request asks a weak reference for its controller, which is told from code that does by what is on the stack. */
const ABORTS = `
  import fc from 'fast-check';
  import { defineScenario, explore } from '${publishedEntry()}';
  const constant = fc.constant(null);
  const scenario = defineScenario({
    name: 'aborts', title: 'a request is aborted', implementations: { only: { says: 'it', subject: null } },
    examples: { one: { workload: null, faults: null } }, workload: constant, faults: constant, properties: [],
    setup(env) {
      env.actor('a', env.process('p'), () => {
        const controller = new AbortController();
        const request = new Request('http://127.0.0.1:1', { signal: controller.signal });
        controller.abort();
        if (!request.signal.aborted) throw new Error('not aborted');
      });
    },
  });
  const { verdicts } = await explore(scenario, 'only', { strategy: 'exhaustive' });
  console.log(verdicts.map(({ verdict }) => verdict).join());
`;

test('what is told by a name on the stack is so in the bundled package too', () => {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', ABORTS], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout.trim()).toBe('holds,holds,holds');
});
