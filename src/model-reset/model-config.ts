import { readFile } from 'node:fs/promises';

/** What the config file says of one model. */
export interface ModelEntry {
  readonly id: string;
  /** Name under which the provider knows it. */
  readonly upstreamModel: string;
  readonly baseUrl: string;
}

/** What the config file says. */
export interface ModelConfig {
  /** Grows with every edit. */
  readonly version: number;
  readonly models: readonly ModelEntry[];
}

export async function readModelConfig(path: string): Promise<ModelConfig> {
  return JSON.parse(await readFile(path, 'utf8')) as ModelConfig;
}

/** What is wrong with a config, in sentences; none if a registry can be made of it. */
export function faultsOf(config: ModelConfig): string[] {
  const seen = new Set<string>();
  const faults: string[] = [];
  for (const { id, baseUrl } of config.models) {
    if (seen.has(id)) faults.push(`Duplicate model ID: ${id}`);
    if (!URL.canParse(baseUrl)) faults.push(`Model provider has no address: ${id}`);
    seen.add(id);
  }
  if (seen.size === 0) faults.push('No models');
  return faults;
}
