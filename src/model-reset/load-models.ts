import { type ModelConfig, readModelConfig } from './model-config.ts';
import type { GatewaySettings } from './settings.ts';

/** The models could not be loaded. */
export class ModelLoadError extends Error {
  override readonly name = 'ModelLoadError';
}

/** Reads the config file, then asks the providers' catalogue whether it can be served. */
export async function loadModelConfig(
  settings: GatewaySettings,
  by: string,
  signal?: AbortSignal,
): Promise<ModelConfig> {
  const config = await readModelConfig(settings.configPath);
  await askCatalogue(settings, by, '/v1/models', signal);
  return config;
}

/** Throws unless the catalogue answers. */
export async function askCatalogue(
  settings: GatewaySettings,
  by: string,
  path: string,
  signal?: AbortSignal,
): Promise<void> {
  const response = await get(`${settings.catalogueUrl}${path}`, by, signal);
  if (!response.ok) throw new ModelLoadError(`model catalogue answered HTTP ${response.status}`);
}

async function get(url: string, by: string, signal: AbortSignal | undefined): Promise<Response> {
  try {
    return await fetch(url, { headers: { 'x-reload': by }, signal: signal ?? null });
  } catch (error) {
    throw new ModelLoadError('model catalogue did not answer', { cause: error });
  }
}
