import { type Env, hang, json, type Reply, type SpanMs, serverError } from '../../harness/index.ts';
import type { ModelConfig, ModelEntry } from '../../src/model-reset/model-config.ts';
import { answerTo, type ResetRecord } from './record.ts';
import { type Edit, type Faults, MODEL_IN_USE, type Workload } from './workload.ts';

export const CONFIG = '/gateway/models.json';
export const AUDIT = '/gateway/audit.jsonl';
export const AUTH_URL = 'https://auth.example';
export const CATALOGUE_URL = 'https://catalogue.example';
const PROVIDER_URL = 'https://api.anthropic.example';

/** In the order of the config file. */
const MODELS: readonly ModelEntry[] = [
  { id: 'claude-sonnet-4-5', upstreamModel: 'sonnet-4-5', baseUrl: PROVIDER_URL },
  { id: 'claude-haiku-4-5', upstreamModel: 'haiku-4-5', baseUrl: PROVIDER_URL },
  { id: 'claude-opus-4-1', upstreamModel: 'opus-4-1', baseUrl: PROVIDER_URL },
  { id: MODEL_IN_USE, upstreamModel: 'opus-4-6', baseUrl: PROVIDER_URL },
  { id: 'claude-sonnet-4', upstreamModel: 'sonnet-4', baseUrl: PROVIDER_URL },
];

const SHORT_MS: SpanMs = [50, 500];
const ESSAY_MS: SpanMs = [2_000, 8_000];
const SLOW_LOAD_MS: SpanMs = [2_000, 6_000];
const SLOW_ANSWER_MS: SpanMs = [35_000, 45_000];

/** The config that an edit makes, with as many models as the workload says. */
export function configOf(version: number, edit: Edit, count: number): ModelConfig {
  const others = MODELS.filter(({ id }) => id !== MODEL_IN_USE).slice(0, count - 1);
  const all = MODELS.filter((entry) => entry.id === MODEL_IN_USE || others.includes(entry));
  switch (edit) {
    case 'none':
    case 'same':
      return { version, models: all };
    case 'switch':
      return {
        version,
        models: all.map((entry) => (entry.id === MODEL_IN_USE ? { ...entry, upstreamModel: 'sonnet-4-5' } : entry)),
      };
    case 'drop':
      return { version, models: others };
    case 'duplicate':
      return { version, models: [...all, ...all.filter(({ id }) => id === MODEL_IN_USE)] };
  }
}

/** Names of the actors: upstreams know by them whose faults to follow. */
export function clientName(index: number): string {
  return `client-${index + 1}`;
}

export function adminName(index: number): string {
  return `admin-${index + 1}`;
}

export function addUpstreams(env: Env, record: ResetRecord, workload: Workload, faults: Faults): void {
  env.network.upstream(AUTH_URL, (request) => checkReply(record, faults, request), {
    name: 'auth',
    latencyMs: [5, 100],
  });
  env.network.upstream(CATALOGUE_URL, (request) => catalogueReply(record, faults, request), {
    name: 'catalogue',
    latencyMs: [20, 300],
  });
  env.network.upstream(PROVIDER_URL, (request) => providerReply(record, workload, faults, request), {
    name: 'anthropic',
    latencyMs: SHORT_MS,
  });
}

async function checkReply(record: ResetRecord, faults: Faults, request: Request): Promise<Reply> {
  const id = await request.text();
  if (faults.answers[indexIn(id)] !== 'check-hangs') return json({ ok: true });
  record.requestHangs(id);
  return hang();
}

function catalogueReply(record: ResetRecord, faults: Faults, request: Request): Reply {
  const by = request.headers.get('x-reload') ?? '';
  // What is asked about one model only is never in the fault plan.
  if (new URL(request.url).pathname !== '/v1/models') return json({});
  switch (faults.loads[indexIn(by)] ?? 'ok') {
    case 'ok':
      return json({});
    case 'slow':
      return json({}, { latencyMs: SLOW_LOAD_MS });
    case 'fail':
      record.loadFails(by);
      return serverError(503);
    case 'hang':
      record.loadHangs(by);
      return hang();
  }
}

function providerReply(record: ResetRecord, workload: Workload, faults: Faults, request: Request): Reply {
  const id = request.headers.get('x-request-id') ?? '';
  record.called(id, Number(request.headers.get('x-config-version')));
  const client = indexIn(id);
  switch (faults.answers[client] ?? 'ok') {
    case 'slow':
      return json({ text: answerTo(id) }, { latencyMs: SLOW_ANSWER_MS });
    case 'ok':
    case 'check-hangs':
      return json(
        { text: answerTo(id) },
        { latencyMs: workload.clients[client]?.answer === 'essay' ? ESSAY_MS : SHORT_MS },
      );
    case 'error':
      record.providerFails(id);
      return serverError(500);
    case 'hang':
      record.requestHangs(id);
      return hang();
  }
}

/** `client-2.7` and `admin-2` -> 1. */
function indexIn(name: string): number {
  return Number.parseInt(name.slice(name.indexOf('-') + 1), 10) - 1;
}
