import { SessionEndedError } from './errors.ts';
import type { Message, Model, ModelsFile, ProvidersFile, SessionFile, Tool, ToolsFile } from './registries.ts';
import type { Mutate } from './registry-file.ts';

/** What the gateway does to the content of its registries. */
export interface RegistryEdits {
  addModels(models: readonly Model[]): Mutate<ModelsFile>;
  /** Adds a model whose id is made of what is in the file, and tells which: again, where the change is made again. */
  addModelUnderNewId(model: Omit<Model, 'id'>, onId: (id: string) => void): Mutate<ModelsFile>;
  removeModel(id: string): Mutate<ModelsFile>;
  setTemperature(model: string, temp: number): Mutate<ModelsFile>;
  setBaseUrl(provider: string, baseUrl: string): Mutate<ProvidersFile>;
  setApiKey(provider: string, apiKey: string): Mutate<ProvidersFile>;
  /** A plugin brings these tools, and wants them on or off. */
  loadTools(tools: readonly Tool[]): Mutate<ToolsFile>;
  /** The user switches a tool on or off. */
  chooseTool(name: string, enabled: boolean): Mutate<ToolsFile>;
  /** Throws SessionEndedError where the session is over. */
  addMessages(messages: readonly Message[]): Mutate<SessionFile>;
  endSession(): Mutate<SessionFile>;
}

/** As reported: entries are pushed, and whoever sets a field last has set it. */
export const REPORTED_EDITS: RegistryEdits = {
  addModels: (models) => (content) => {
    content.models.push(...models);
  },
  addModelUnderNewId: (model, onId) => (content) => {
    // No id of its own once a model has been removed, lock or no lock.
    const id = `alias-${content.models.length + 1}`;
    content.models.push({ ...model, id });
    onId(id);
  },
  removeModel: (id) => (content) => {
    content.models = content.models.filter((model) => model.id !== id);
  },
  setTemperature: (model, temp) => (content) => {
    for (const known of content.models) if (known.id === model) known.temp = temp;
  },
  setBaseUrl: (provider, baseUrl) => (content) => {
    for (const known of content.providers) if (known.id === provider) known.baseUrl = baseUrl;
  },
  setApiKey: (provider, apiKey) => (content) => {
    for (const known of content.providers) if (known.id === provider) known.apiKey = apiKey;
  },
  loadTools: (tools) => (content) => {
    for (const tool of tools) {
      const known = content.tools.find(({ name }) => name === tool.name);
      if (known === undefined) content.tools.push({ ...tool });
      else known.enabled = tool.enabled;
    }
  },
  chooseTool: (name, enabled) => (content) => {
    for (const known of content.tools) if (known.name === name) known.enabled = enabled;
  },
  addMessages: (messages) => (content) => {
    if (content.ended) throw new SessionEndedError('the session is over');
    content.messages.push(...messages);
  },
  endSession: () => (content) => {
    content.messages = [];
    content.ended = true;
  },
};

/** An id has one entry, and what the user chose stays until the user chooses again. */
export const CAREFUL_EDITS: RegistryEdits = {
  ...REPORTED_EDITS,
  addModels: (models) => (content) => {
    const ids = new Set(models.map(({ id }) => id));
    content.models = [...content.models.filter(({ id }) => !ids.has(id)), ...models];
  },
  addModelUnderNewId: (model, onId) => (content) => {
    const taken = new Set(content.models.map(({ id }) => id));
    let number = content.models.length + 1;
    while (taken.has(`alias-${number}`)) number++;
    const id = `alias-${number}`;
    content.models.push({ ...model, id });
    onId(id);
  },
  loadTools: (tools) => (content) => {
    for (const tool of tools) {
      const known = content.tools.find(({ name }) => name === tool.name);
      if (known === undefined) content.tools.push({ ...tool });
      else if (known.chosenBy !== 'user') known.enabled = tool.enabled;
    }
  },
  chooseTool: (name, enabled) => (content) => {
    for (const known of content.tools) {
      if (known.name !== name) continue;
      known.enabled = enabled;
      known.chosenBy = 'user';
    }
  },
};
