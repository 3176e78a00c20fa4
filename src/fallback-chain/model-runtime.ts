import type { AgentModels, GatewayConfig } from './gateway-config.ts';

/** The models that the running gateway works with. One instance a gateway; a restart loads it afresh. */
export class ModelRuntime {
  revision = 0;
  private readonly agents: Map<string, AgentModels> = new Map();

  load(config: GatewayConfig): void {
    this.revision = config.revision;
    this.replaceModels(config.agents);
  }

  replaceModels(agents: GatewayConfig['agents']): void {
    this.agents.clear();
    for (const [agent, models] of Object.entries(agents)) this.agents.set(agent, models);
  }

  /** The agent's models: the object that every run of the agent shares. */
  modelsOf(agent: string): AgentModels {
    const models = this.agents.get(agent);
    if (models === undefined) throw new Error(`agent ${agent} is not configured`);
    return models;
  }

  /** Empties the fallback lists in place; they are filled again by `load`. */
  clearFallbacks(): void {
    for (const models of this.agents.values()) models.fallbacks.length = 0;
  }
}
