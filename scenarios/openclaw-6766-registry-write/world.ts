import type { Env } from '../../harness/index.ts';
import {
  MODELS,
  type Model,
  type ModelsFile,
  PROVIDERS,
  type ProvidersFile,
  SESSION,
  type SessionFile,
  TOOLS,
  type ToolsFile,
} from '../../src/registry-write/registries.ts';
import type { RegistryKind } from '../../src/registry-write/registry-file.ts';
import type { Workload } from './workload.ts';

const STATE = '/openclaw/agents/default/state';

/** The four registries of the report, by the name of their file. */
export const PATHS: Readonly<Record<RegistryName, string>> = {
  models: `${STATE}/models.json`,
  providers: `${STATE}/providers.json`,
  tools: `${STATE}/tools.json`,
  session: '/openclaw/agents/default/sessions/test-session.json',
};
export type RegistryName = 'models' | 'providers' | 'tools' | 'session';

export const KINDS: { readonly [Name in RegistryName]: RegistryKind<Contents[Name]> } = {
  models: MODELS,
  providers: PROVIDERS,
  tools: TOOLS,
  session: SESSION,
};

/** The tool that plugins share and the user switches off. */
export const SHARED_TOOL = 'browser';
export const PROVIDER = 'anthropic';
export const OLD = { baseUrl: 'https://old.example', apiKey: 'key-1' } as const;
export const NEW = { baseUrl: 'https://new.example', apiKey: 'key-2' } as const;

export interface Contents {
  readonly models: ModelsFile;
  readonly providers: ProvidersFile;
  readonly tools: ToolsFile;
  readonly session: SessionFile;
}

export function modelOf(id: string): Model {
  return { id, provider: 'anthropic', modelId: 'claude-opus-4-6' };
}

export function initialContents({ models, version, processes }: Workload): Contents {
  const versioned = version === null ? {} : { version };
  // What the user switches on was off.
  const enabled = !processes.some(({ tasks }) => tasks.some(({ kind }) => kind === 'enable-tool'));
  return {
    models: { ...versioned, models: models.map(modelOf) },
    providers: { ...versioned, providers: [{ id: PROVIDER, ...OLD }] },
    tools: { ...versioned, tools: [{ name: SHARED_TOOL, plugin: 'builtin', enabled }] },
    session: { ...versioned, messages: [{ id: 'm0', text: 'hello' }] },
  };
}

export function writeInitialFiles(env: Env, contents: Contents): void {
  for (const name of REGISTRIES) env.disk.write(PATHS[name], JSON.stringify(contents[name]));
}

export const REGISTRIES: readonly RegistryName[] = ['models', 'providers', 'tools', 'session'];

/** Texts whose ids are kept, at most: an execution has some hundred. */
const KNOWN_MAX = 1_000;
/**
 * The same few texts are looked at by the record, the properties and the costs, execution after execution. Each look has a copy: a
 * record that is tracked makes what it is given its own, and that must be of one execution alone.
 */
const known = new Map<string, readonly string[] | undefined>();

/** Ids of the entries in a text; undefined when it does not parse. */
export function idsIn(name: RegistryName, text: string | null | undefined): readonly string[] | undefined {
  if (text === null || text === undefined) return undefined;
  const key = `${name} ${text}`;
  if (!known.has(key)) {
    if (known.size >= KNOWN_MAX) known.clear();
    known.set(key, parsedIds(name, text));
  }
  return known.get(key)?.slice();
}

function parsedIds(name: RegistryName, text: string): readonly string[] | undefined {
  try {
    return idsOf(name, text);
  } catch {
    return undefined;
  }
}

function idsOf<Name extends RegistryName>(name: Name, text: string): readonly string[] {
  return KINDS[name].idsOf(JSON.parse(text) as Contents[Name]);
}

/** A text as evidence shows it: the ends of a long one, where torn files differ. */
export function excerpt(text: string | null | undefined): string {
  if (text === null || text === undefined) return 'no file';
  if (text.length <= EXCERPT_MAX) return JSON.stringify(text);
  return `${JSON.stringify(text.slice(0, EXCERPT_MAX / 4))} ... ${JSON.stringify(text.slice((-EXCERPT_MAX * 3) / 4))}`;
}

const EXCERPT_MAX = 100;
