import type { Gateway, ModelInfo } from './gateway.ts';
import { readModelConfig } from './model-config.ts';
import type { Log } from './settings.ts';

/** `openclaw models list`: the registry, checked against the config file. Throws on a model listed twice. */
export async function listModels(gateway: Gateway, configPath: string, log: Log): Promise<readonly ModelInfo[]> {
  const { models: expected } = await readModelConfig(configPath);
  const found = gateway.models();
  const duplicate = duplicateIn(found);
  if (duplicate !== undefined || found.length !== expected.length) {
    log('error', 'Model registry corruption detected');
    log('error', `Expected ${expected.length} models, found ${found.length} entries`);
  }
  if (duplicate !== undefined) {
    log('warn', `Duplicate providers for model: ${familyOf(duplicate)}`);
    throw new Error(`Duplicate model ID: ${duplicate}`);
  }
  return found;
}

function duplicateIn(models: readonly ModelInfo[]): string | undefined {
  const ids = models.map(({ id }) => id);
  return ids.find((id, index) => ids.indexOf(id) < index);
}

/** `claude-opus-4-6` -> `opus`. */
function familyOf(id: string): string {
  return id.split('-')[1] ?? id;
}
