import type { RegistryKind, Versioned } from './registry-file.ts';

export interface Model {
  readonly id: string;
  readonly provider: string;
  modelId: string;
  temp?: number;
}

export interface ModelsFile extends Versioned {
  models: Model[];
}

export interface Provider {
  readonly id: string;
  baseUrl: string;
  apiKey: string;
}

export interface ProvidersFile extends Versioned {
  providers: Provider[];
}

export interface Tool {
  readonly name: string;
  readonly plugin: string;
  enabled: boolean;
  /** Set once the user has decided. */
  chosenBy?: 'user';
}

export interface ToolsFile extends Versioned {
  tools: Tool[];
}

export interface Message {
  readonly id: string;
  readonly text: string;
}

export interface SessionFile extends Versioned {
  messages: Message[];
}

export const MODELS: RegistryKind<ModelsFile> = {
  empty: () => ({ models: [] }),
  idsOf: ({ models }) => models.map(({ id }) => id),
};

export const PROVIDERS: RegistryKind<ProvidersFile> = {
  empty: () => ({ providers: [] }),
  idsOf: ({ providers }) => providers.map(({ id }) => id),
};

export const TOOLS: RegistryKind<ToolsFile> = {
  empty: () => ({ tools: [] }),
  idsOf: ({ tools }) => tools.map(({ name }) => name),
};

export const SESSION: RegistryKind<SessionFile> = {
  empty: () => ({ messages: [] }),
  idsOf: ({ messages }) => messages.map(({ id }) => id),
};
