import type { ActorOptions, Env, SimProcess } from '../../harness/index.ts';
import { errorText } from '../../src/model-reset/error-text.ts';
import type { Gateway } from '../../src/model-reset/gateway.ts';
import type { ModelConfig } from '../../src/model-reset/model-config.ts';
import { listModels } from '../../src/model-reset/models-list.ts';
import type { Log } from '../../src/model-reset/settings.ts';
import type { ResetRecord } from './record.ts';
import type { ClientPlan, ReloadPlan, Workload } from './workload.ts';
import { MODEL_IN_USE } from './workload.ts';
import { adminName, CONFIG, clientName, configOf } from './world.ts';

interface Stage {
  readonly env: Env;
  readonly record: ResetRecord;
  readonly gateway: Gateway;
  readonly process: SimProcess;
  readonly log: Log;
}

/** Everyone who does something to the gateway. */
export function addActors(stage: Stage, workload: Workload): void {
  const { env, process } = stage;
  workload.clients.forEach((plan, index) => {
    const name = clientName(index);
    env.actor(name, process, () => sendRequests(stage, name, plan), beginning(plan));
  });
  workload.reloads.forEach((plan, index) => {
    const name = adminName(index);
    env.actor(name, process, () => editAndReload(stage, name, plan, workload.models), beginning(plan));
  });
  workload.listsAtMs.forEach((atMs, index) => {
    env.actor(`list-${index + 1}`, process, () => list(stage), { atMs, latestMs: atMs });
  });
}

/** The gateway is killed and started again with the config on the disk; then somebody reloads, and a client comes. */
export function addRestart(
  stage: Stage,
  { clients, reloads, models }: Workload,
  atMs: number,
  start: (config: ModelConfig) => Gateway,
): void {
  const { env, record } = stage;
  const restart = async (): Promise<void> => {
    env.kill(stage.process);
    const gateway = start(JSON.parse(env.disk.read(CONFIG) ?? '') as ModelConfig);
    record.restarted(gateway);
    const next = { ...stage, gateway, process: env.process('gateway-again') };
    const [client, admin] = [clientName(clients.length), adminName(reloads.length)];
    const plan = { atMs: 0, withinMs: 0, requests: 1, attachmentsMs: 0, answer: 'short' } as const;
    const soon = { atMs: env.now, latestMs: env.now + 500 };
    env.actor(client, next.process, () => sendRequests(next, client, plan), soon);
    const reload = { atMs: 0, withinMs: 0, edit: 'none' } as const;
    env.actor(admin, next.process, () => editAndReload(next, admin, reload, models), soon);
  };
  env.actor('operator', env.process('operator'), restart, { atMs });
}

function beginning({ atMs, withinMs }: { atMs: number; withinMs: number | null }): ActorOptions {
  return withinMs === null ? { atMs } : { atMs, latestMs: atMs + withinMs };
}

async function sendRequests({ record, gateway }: Stage, name: string, plan: ClientPlan): Promise<void> {
  for (let n = 1; n <= plan.requests; n++) {
    const id = `${name}.${n}`;
    const request = record.sent(id);
    try {
      const answer = await gateway.chat({
        id,
        model: MODEL_IN_USE,
        prompt: 'go on',
        attachmentsMs: plan.attachmentsMs,
      });
      record.answered(request, answer);
    } catch (error) {
      record.failed(request, error);
    }
  }
}

/** An editor saves by renaming, so nobody reads half a config. */
async function editAndReload(
  { env, record, gateway, log }: Stage,
  name: string,
  { edit }: ReloadPlan,
  models: number,
): Promise<void> {
  if (edit !== 'none') {
    const config = configOf(record.configs.length + 1, edit, models);
    env.disk.write(CONFIG, JSON.stringify(config));
    record.configSaved(config);
    env.note(`${name} saves config version ${config.version} (${edit})`);
  }
  const reload = record.reloadStarted(name);
  try {
    await gateway.reload(name);
    record.reloadEnded(reload);
    log('info', `models reload by ${name}: done`);
  } catch (error) {
    record.reloadEnded(reload, error);
    log('error', `models reload by ${name}: ${errorText(error)}`);
  }
}

async function list({ gateway, log }: Stage): Promise<void> {
  try {
    await listModels(gateway, CONFIG, log);
  } catch (error) {
    log('error', errorText(error));
  }
}
