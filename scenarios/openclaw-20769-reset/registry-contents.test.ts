import { expect, test } from 'vitest';
import type { ModelInfo } from '../../src/model-reset/gateway.ts';
import type { ModelConfig } from '../../src/model-reset/model-config.ts';
import { tear } from './registry-contents.ts';

function config(version: number, ...ids: string[]): ModelConfig {
  return { version, models: ids.map((id) => ({ id, upstreamModel: id, baseUrl: 'https://p.example' })) };
}

function entry(id: string, version: number): ModelInfo {
  return { id, version, upstreamModel: id };
}

const CONFIGS = [config(1, 'a', 'b'), config(2, 'a', 'b')];

test.each([
  ['one version', [entry('a', 2), entry('b', 2)]],
  ['one version in another order', [entry('b', 1), entry('a', 1)]],
])('%s is whole', (_what, found) => {
  expect(tear(found, CONFIGS)).toBeUndefined();
});

test.each([
  ['nothing', [], 'it is empty'],
  ['two versions, though each model is there once', [entry('a', 1), entry('b', 2)], 'it mixes config versions 1 and 2'],
  ['a missing model', [entry('a', 1)], 'config version 1 has 2 models, it has 1'],
  ['a double model', [entry('a', 1), entry('b', 1), entry('a', 1)], 'config version 1 has 2 models, it has 3'],
  ['a double model in place of another', [entry('a', 1), entry('a', 1)], 'config version 1 has 2 models, it has 2'],
])('%s is torn', (_what, found, says) => {
  expect(tear(found, CONFIGS)).toContain(says);
});
