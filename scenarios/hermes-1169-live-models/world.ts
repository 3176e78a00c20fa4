import { type Env, hang, json, type Reply, type SpanMs, serverError } from '../../harness/index.ts';
import { type Faults, LIVE_MODELS, type LiveAnswer, type Provider, STATIC_MODELS, type Workload } from './workload.ts';

/** On the way to the server: two requests of one page may overtake each other. */
const REQUEST_MS: SpanMs = [5, 100];
const LIVE_MS: SpanMs = [100, 500];
const SESSION_MS: SpanMs = [10, 80];
const RESOLVE_MS: SpanMs = [10, 150];

const UPDATE_MS: SpanMs = [10, 200];

export function sessionFile(session: string): string {
  return `/hermes/sessions/${session}.json`;
}

export function readModel(env: Env, session: string): string {
  const { model } = JSON.parse(env.disk.read(sessionFile(session)) ?? '{}') as { model?: string };
  return model ?? '';
}

export function writeModel(env: Env, session: string, model: string): void {
  env.disk.write(sessionFile(session), JSON.stringify({ session_id: session, model }));
}

/** What a page got for a list of models that it asked for. */
export interface ListReply {
  readonly tab: string;
  readonly provider: Provider;
  /** Null: a failure, or no answer at all. */
  readonly models: readonly string[] | null;
}

/** A request to make `model` the session's, as it arrived. */
export interface Update {
  readonly tab: string;
  readonly session: string;
  readonly model: string;
  readonly step: number;
  readonly modelBefore: string;
}

/** The server: a static catalogue, one file a session, and providers that it asks for their live lists. */
export class HermesServer {
  activeProvider: Provider = 'nous';
  requests = 0;
  /** Live lists that were asked for, and that failed or never came. */
  listsNotBrought = 0;
  /** Sessions' files written. */
  writes = 0;
  readonly listReplies: ListReply[] = [];
  readonly updates: Update[] = [];
  /** The active providers that a page was told of, by the page. */
  readonly activeTold: Map<string, Set<Provider>> = new Map();
  private readonly env: Env;
  private readonly faults: Faults;
  private readonly catalogueMs: SpanMs;
  /** So many of the first tab's requests for models are left without an answer. */
  private cataloguesToHang: number;
  /** Pages that were never told what there is. */
  readonly untold: Set<string> = new Set();
  private readonly liveRequests: Record<Provider, number> = { nous: 0, openrouter: 0 };

  constructor(env: Env, faults: Faults, { catalogueMs, catalogueHangs }: Workload) {
    this.env = env;
    this.faults = faults;
    this.catalogueMs = catalogueMs;
    this.cataloguesToHang = catalogueHangs ? 1 : 0;
  }

  /** Puts it at an origin of its own for each tab: to a browser they are the same. */
  serve(tab: string, hasFaults: boolean): string {
    const origin = `https://${tab}.hermes.example`;
    this.env.network.upstream(origin, (request) => this.reply(request, tab, hasFaults), {
      name: `hermes (${tab})`,
      latencyMs: REQUEST_MS,
    });
    return origin;
  }

  private reply(request: Request, tab: string, hasFaults: boolean): Reply | Promise<Reply> {
    this.requests++;
    const { pathname, searchParams } = new URL(request.url);
    switch (pathname) {
      case '/api/models':
        if (hasFaults && this.cataloguesToHang-- > 0) {
          this.untold.add(tab);
          return hang();
        }
        this.activeTold.set(tab, new Set(this.activeTold.get(tab)).add(this.activeProvider));
        return json(
          { active_provider: this.activeProvider, models: options(this.staticModels()) },
          { latencyMs: this.catalogueMs },
        );
      case '/api/models/live':
        return this.liveReply(searchParams.get('provider') === 'openrouter' ? 'openrouter' : 'nous', tab, hasFaults);
      case '/api/session': {
        const id = searchParams.get('session_id') ?? '';
        const session = { session_id: id, model: readModel(this.env, id) };
        return json({ session }, { latencyMs: searchParams.get('resolve_model') === '1' ? RESOLVE_MS : SESSION_MS });
      }
      case '/api/session/update':
        return this.update(request, tab);
      default:
        return serverError(404);
    }
  }

  private staticModels(): string[] {
    const { nous, openrouter } = STATIC_MODELS;
    return this.activeProvider === 'nous' ? [...nous, ...openrouter] : [...openrouter, ...nous];
  }

  private liveReply(provider: Provider, tab: string, hasFaults: boolean): Reply {
    const n = hasFaults ? this.liveRequests[provider]++ : Number.POSITIVE_INFINITY;
    const answer = this.faults[provider][n] ?? 'all';
    if (answer === 'fails' || answer === 'hangs') this.listsNotBrought++;
    this.listReplies.push({ tab, provider, models: modelsIn(provider, answer) });
    return liveAnswer(provider, answer);
  }

  private async update(request: Request, tab: string): Promise<Reply> {
    const { session_id, model } = (await request.json()) as { session_id: string; model: string };
    const modelBefore = readModel(this.env, session_id);
    this.updates.push({ tab, session: session_id, model, step: this.env.step, modelBefore });
    writeModel(this.env, session_id, model);
    this.writes++;
    this.env.log(`server: wrote ${session_id} model=${model}`);
    return json({ ok: true }, { latencyMs: UPDATE_MS });
  }
}

function modelsIn(provider: Provider, answer: LiveAnswer): readonly string[] | null {
  switch (answer) {
    case 'all':
      return [...STATIC_MODELS[provider], ...LIVE_MODELS[provider]];
    case 'without':
      return STATIC_MODELS[provider];
    case 'empty':
      return [];
    case 'fails':
    case 'hangs':
      return null;
  }
}

function liveAnswer(provider: Provider, answer: LiveAnswer): Reply {
  const models = modelsIn(provider, answer);
  if (models !== null) return json({ models: options(models) }, { latencyMs: LIVE_MS });
  return answer === 'hangs' ? hang() : { ...serverError(502), latencyMs: LIVE_MS };
}

function options(models: readonly string[]): { id: string; label: string }[] {
  return models.map((id) => ({ id, label: id }));
}
