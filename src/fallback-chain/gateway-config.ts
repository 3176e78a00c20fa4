import { readFile, rename, writeFile } from 'node:fs/promises';

/** The models of one agent: the primary, then its fallbacks in order. */
export interface AgentModels {
  primary: string;
  fallbacks: string[];
}

/** The gateway's config file. */
export interface GatewayConfig {
  readonly revision: number;
  readonly agents: Readonly<Record<string, AgentModels>>;
}

export async function loadConfig(path: string): Promise<GatewayConfig> {
  return JSON.parse(await readFile(path, 'utf8')) as GatewayConfig;
}

/** Replaces the file in one rename, so that no reader meets half a file. One writer at a time. */
export async function saveConfig(path: string, config: GatewayConfig): Promise<void> {
  await writeFile(`${path}.tmp`, JSON.stringify(config));
  await rename(`${path}.tmp`, path);
}

/** Every configured model of the agent once, in order. */
export function configuredChain(models: AgentModels): string[] {
  return [...new Set([models.primary, ...models.fallbacks])];
}
