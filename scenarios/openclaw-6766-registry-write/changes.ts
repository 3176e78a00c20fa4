import type { SimProcess } from '../../harness/index.ts';
import type { RegistryDesign } from '../../src/registry-write/design.ts';
import type { Tool } from '../../src/registry-write/registries.ts';
import type { Mutate, RegistryFile } from '../../src/registry-write/registry-file.ts';
import { judgeDiskFull } from './harm.ts';
import type { Change, RegistryRecord } from './record.ts';
import type { LoadPlugin, Task } from './workload.ts';
import { type Contents, modelOf, NEW, PROVIDER, type RegistryName, SHARED_TOOL } from './world.ts';

/** The registry files as one process has them open. */
export type OpenFiles = { readonly [Name in RegistryName]: RegistryFile<Contents[Name]> };

/** Who makes changes. */
export interface Caller {
  readonly record: RegistryRecord;
  readonly process: SimProcess;
  readonly actor: string;
  readonly files: OpenFiles;
  readonly design: RegistryDesign;
}

/** Carries out a task; never throws. Resolves when it was acknowledged or refused. */
export async function carryOut(caller: Caller, task: Task): Promise<void> {
  const { edits } = caller.design;
  switch (task.kind) {
    case 'add-model':
      return addModels(caller, [task.id]);
    case 'add-under-new-id':
      return addUnderNewId(caller, task.modelId);
    case 'add-message':
      return addMessages(caller, [task.id]);
    case 'load-plugin':
      for (const tool of toolsOf(task)) await loadTools(caller, [tool]);
      return;
    case 'remove-model':
      return change(caller, 'models', 'remove', [task.id], edits.removeModel(task.id));
    case 'set-temperature':
      return change(caller, 'models', 'other', [], edits.setTemperature('claude-opus', task.temp));
    case 'disable-tool':
    case 'enable-tool':
      return change(caller, 'tools', task.kind, [], edits.chooseTool(SHARED_TOOL, task.kind === 'enable-tool'));
    case 'end-session':
      return change(caller, 'session', 'end-session', [], edits.endSession());
    case 'set-base-url':
      return change(caller, 'providers', 'set-base-url', [], edits.setBaseUrl(PROVIDER, NEW.baseUrl));
    case 'set-api-key':
      return change(caller, 'providers', 'set-api-key', [], edits.setApiKey(PROVIDER, NEW.apiKey));
    case 'list':
      return list(caller, task.of);
  }
}

/** The adds among `tasks` with one update for each registry; nothing else. */
export async function carryOutAsBatch(caller: Caller, tasks: readonly Task[]): Promise<void> {
  const models = tasks.flatMap((task) => (task.kind === 'add-model' ? [task.id] : []));
  const messages = tasks.flatMap((task) => (task.kind === 'add-message' ? [task.id] : []));
  const tools = tasks.flatMap((task) => (task.kind === 'load-plugin' ? toolsOf(task) : []));
  if (models.length > 0) await addModels(caller, models);
  if (messages.length > 0) await addMessages(caller, messages);
  if (tools.length > 0) await loadTools(caller, tools);
}

export function isAdd({ kind }: Task): boolean {
  return kind === 'add-model' || kind === 'add-message' || kind === 'load-plugin';
}

function addModels(caller: Caller, ids: readonly string[]): Promise<void> {
  return change(caller, 'models', 'add', ids, caller.design.edits.addModels(ids.map(modelOf)));
}

/** The entry's id is known when the change is made; until then it adds none. */
function addUnderNewId(caller: Caller, modelId: string): Promise<void> {
  const ids: string[] = [];
  const model = { provider: 'anthropic', modelId };
  const onId = (id: string): void => {
    ids.splice(0, ids.length, id);
  };
  return change(caller, 'models', 'add-generated', ids, caller.design.edits.addModelUnderNewId(model, onId));
}

function addMessages(caller: Caller, ids: readonly string[]): Promise<void> {
  const messages = ids.map((id) => ({ id, text: `message ${id}` }));
  return change(caller, 'session', 'add', ids, caller.design.edits.addMessages(messages));
}

function loadTools(caller: Caller, tools: readonly Tool[]): Promise<void> {
  const ids = tools.map(({ name }) => name).filter((name) => name !== SHARED_TOOL);
  return change(caller, 'tools', 'add', ids, caller.design.edits.loadTools(tools));
}

function toolsOf({ plugin, tools, shares, wantsOff }: LoadPlugin): Tool[] {
  const own = Array.from({ length: tools }, (_, i) => ({ name: `${plugin}-${i + 1}`, plugin, enabled: true }));
  return shares ? [...own, { name: SHARED_TOOL, plugin, enabled: wantsOff !== true }] : own;
}

async function change<Name extends RegistryName>(
  { record, process, actor, files }: Caller,
  registry: Name,
  kind: Change['kind'],
  ids: readonly string[],
  mutate: Mutate<Contents[Name]>,
): Promise<void> {
  const text = textOf(actor, registry, kind, ids);
  const made = record.began({ text, registry, kind, ids, actor, process });
  const file: RegistryFile<Contents[Name]> = files[registry];
  let changed: Contents[Name] | undefined;
  try {
    await file.update((content) => {
      changed = content;
      made.base = content.version;
      record.log('debug', `${actor} read [${entriesOf(content)}]`);
      mutate(content);
    });
    record.acknowledged(made, changed?.version);
  } catch (error) {
    record.failed(made, error);
  }
  judgeDiskFull(record, made);
}

function textOf(actor: string, registry: RegistryName, kind: Change['kind'], ids: readonly string[]): string {
  if (kind === 'add') return `${actor} adds [${ids.join(', ')}] to ${registry}`;
  return kind === 'remove' ? `${actor} removes ${ids.join(', ')} from ${registry}` : `${actor} ${kind}`;
}

async function list<Name extends RegistryName>({ record, actor, files }: Caller, name: Name): Promise<void> {
  const file: RegistryFile<Contents[Name]> = files[name];
  try {
    record.log('info', `${actor}: ${name} list: ${entriesOf(await file.read()) || 'none'}`);
  } catch (error) {
    record.log('error', `${actor}: ${name} list: ${String(error)}`);
  }
}

/** The entries, with what matters of each. */
function entriesOf(content: Contents[RegistryName]): string {
  if ('models' in content) return content.models.map(({ id }) => id).join(', ');
  if ('messages' in content) return content.messages.map(({ id }) => id).join(', ');
  if ('tools' in content)
    return content.tools.map(({ name, enabled }) => `${name} (${enabled ? 'on' : 'off'})`).join(', ');
  return content.providers.map(({ id, baseUrl, apiKey }) => `${id} (${baseUrl}, ${apiKey})`).join(', ');
}
