import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { explore } from '../harness/explore/explore.ts';
import { CATALOGUE } from './index.ts';

// `npm run soak` compares what this test finds with what the command, the library and other versions of Node find.

const { RACELINE_SOAK: asked, RACELINE_SOAK_FILE: file } = process.env;
const DEFAULT = { scenario: 'lost-update', implementation: 'read-modify-write', executions: 300 };

test('a run has one hash', { timeout: 0 }, async () => {
  const {
    scenario: name,
    implementation,
    executions: schedulesMax,
  } = asked === undefined ? DEFAULT : JSON.parse(asked);
  const { scenario } = (await CATALOGUE.get(name)?.load()) ?? {};
  if (scenario === undefined) throw new Error(`${name} is not in the catalogue`);
  const { traceHash, executions } = await explore(scenario, implementation, { seed: 1, schedulesMax });
  expect(executions).toBe(schedulesMax);
  if (file !== undefined) writeFileSync(file, traceHash);
  else expect((await explore(scenario, implementation, { seed: 1, schedulesMax })).traceHash).toBe(traceHash);
});
