import type { ModelInfo } from '../../src/model-reset/gateway.ts';
import type { ModelConfig } from '../../src/model-reset/model-config.ts';

/** What keeps a registry from being exactly one of these configs; undefined if it is one. */
export function tear(found: readonly ModelInfo[], configs: readonly ModelConfig[]): string | undefined {
  if (found.length === 0) return 'it is empty';
  const versions = new Set(found.map(({ version }) => version));
  if (versions.size > 1) return `it mixes config versions ${[...versions].join(' and ')}: ${idsOf(found)}`;
  const [version = 0] = versions;
  const expected = configs.find((config) => config.version === version)?.models ?? [];
  const isWhole =
    found.length === expected.length && expected.every(({ id }) => found.some((model) => model.id === id));
  if (isWhole) return undefined;
  return `config version ${version} has ${expected.length} models, it has ${found.length}: ${idsOf(found)}`;
}

function idsOf(models: readonly { readonly id: string }[]): string {
  return models.map(({ id }) => id).join(', ');
}
