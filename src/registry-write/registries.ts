import type { RegistryKind, Versioned } from './registry-file.ts';

/** An entry of models.json. */
export interface Model {
  readonly id: string;
  readonly provider: string;
  modelId: string;
  temp?: number;
}

/** What models.json says. */
export interface ModelsFile extends Versioned {
  models: Model[];
}

/** An entry of providers.json. */
export interface Provider {
  readonly id: string;
  baseUrl: string;
  apiKey: string;
}

/** What providers.json says. */
export interface ProvidersFile extends Versioned {
  providers: Provider[];
}

/** An entry of tools.json. */
export interface Tool {
  readonly name: string;
  readonly plugin: string;
  enabled: boolean;
  /** Set once the user has decided. */
  chosenBy?: 'user';
}

/** What tools.json says. */
export interface ToolsFile extends Versioned {
  tools: Tool[];
}

/** A message of a session. */
export interface Message {
  readonly id: string;
  readonly text: string;
}

/** What the file of a session says. */
export interface SessionFile extends Versioned {
  messages: Message[];
  /** The session is over: its messages are gone, and none may come. */
  ended?: true;
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
