import { setTimeout as sleep } from 'node:timers/promises';
import { type Env, hang, json, type Reply, rateLimited, serverError } from '../../harness/index.ts';
import { type FallbackPolicy, Gateway } from '../../src/fallback-chain/gateway.ts';
import { SESSIONS } from './pin-on-disk.ts';
import type { FallbackRecord } from './record.ts';
import { type Answer, type Faults, MODELS } from './workload.ts';

const CONFIG = '/gateway/config.json';
/** Tries of one call after a 429, the first one included. */
const TRIES = 3;
/** For the disk, the network and decisions, beside what models take. */
const RUN_SLACK_MS = 10_000;
const DEFAULT_ANSWER: Answer = { kind: 'ok', ms: [50, 400] };

/** Registers the providers: each model answers as the fault plan says. */
export function addProviders(env: Env, record: FallbackRecord, faults: Faults): void {
  const counts = new Map<string, number>();
  for (const provider of new Set(MODELS.map(providerOf))) {
    env.network.upstream(
      urlOf(provider),
      (request) => {
        const model = `${provider}/${/models\/(.*):generate/.exec(request.url)?.[1] ?? ''}`;
        const [run = '', attempt] = (request.headers.get('idempotency-key') ?? '').split('/');
        const key = `${record.requested(run, Number(attempt), model)} ${model}`;
        const count = counts.get(key) ?? 0;
        counts.set(key, count + 1);
        const answers = faults.answers[model] ?? [];
        return replyOf(answers[Math.min(count, answers.length - 1)] ?? DEFAULT_ANSWER);
      },
      { name: provider },
    );
  }
}

/** How long a run can take that attempts every model once. */
export function runMsMax({ answers }: Faults, modelTimeoutMs: number): number {
  let sum = RUN_SLACK_MS;
  for (const model of MODELS) {
    const list = answers[model] ?? [];
    const last = list.at(-1) ?? DEFAULT_ANSWER;
    for (const answer of [...list, ...Array.from({ length: TRIES - 1 }, () => last)])
      sum += takes(answer, modelTimeoutMs);
  }
  return sum;
}

function takes(answer: Answer, modelTimeoutMs: number): number {
  switch (answer.kind) {
    case 'hang':
      return modelTimeoutMs;
    case 'tool':
      return answer.ms[1] + answer.toolMs;
    case 'rate-limited':
      return answer.ms[1] + answer.retryAfterS * 1_000;
    default:
      return answer.ms[1];
  }
}

function replyOf(answer: Answer): Reply {
  switch (answer.kind) {
    case 'ok':
      return json({ text: 'done' }, { latencyMs: answer.ms });
    case 'tool':
      return json({ command: `sleep ${answer.toolMs}` }, { latencyMs: answer.ms });
    case 'rate-limited':
      return { ...rateLimited(answer.retryAfterS), latencyMs: answer.ms };
    case 'server-error':
      return { ...serverError(503), latencyMs: answer.ms };
    case 'hang':
      return hang();
  }
}

/** Writes the config file and the session files that the gateway finds, and makes the gateway. */
export function makeGateway(
  env: Env,
  record: FallbackRecord,
  policy: FallbackPolicy,
  settings: { modelTimeoutMs: number; restartCapMs: number },
  sessions: ReadonlyMap<string, object>,
): Gateway {
  const agents = toAgents(record.chainsAt(1));
  env.disk.write(CONFIG, JSON.stringify({ revision: 1, agents }));
  for (const [sessionId, pin] of sessions) {
    env.disk.write(`${SESSIONS}/${sessionId}.json`, JSON.stringify({ sessionId, pin }));
  }
  return new Gateway(
    {
      ...settings,
      configPath: CONFIG,
      sessionsDirectory: SESSIONS,
      providers: Object.fromEntries(MODELS.map((model) => [providerOf(model), urlOf(providerOf(model))])),
      exec: executeCommand,
      log(line) {
        env.log(line);
        record.logged(line);
      },
    },
    policy,
  );
}

export function toAgents(
  chains: Readonly<Record<string, readonly string[]>>,
): Record<string, { primary: string; fallbacks: string[] }> {
  const entries = Object.entries(chains).map(([agent, [primary = '', ...fallbacks]]) => [
    agent,
    { primary, fallbacks },
  ]);
  return Object.fromEntries(entries);
}

/** The agent's shell: knows `sleep`. */
async function executeCommand(command: string, signal: AbortSignal): Promise<string> {
  await sleep(Number(command.split(' ')[1]), undefined, { signal });
  return '';
}

function providerOf(model: string): string {
  return model.slice(0, model.indexOf('/'));
}

function urlOf(provider: string): string {
  return `https://api.${provider}.example`;
}
