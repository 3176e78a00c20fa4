import { type Candidates, settleOn } from './candidates.ts';
import { DeferredRestart } from './deferred-restart.ts';
import { type EmbeddedRun, runTurns } from './embedded-run.ts';
import { type AgentModels, loadConfig, saveConfig } from './gateway-config.ts';
import { ModelClient } from './model-client.ts';
import { runWithFallback } from './model-fallback.ts';
import { ModelRuntime } from './model-runtime.ts';
import { Serial } from './serial.ts';
import { SessionStore } from './session-store.ts';

export interface GatewayOptions {
  readonly configPath: string;
  readonly sessionsDirectory: string;
  /** Base URL by provider. */
  readonly providers: Readonly<Record<string, string>>;
  /** Executes a command that a model asked for. */
  readonly exec: (command: string, signal: AbortSignal) => Promise<string>;
  readonly log: (line: string) => void;
  readonly modelTimeoutMs?: number;
  readonly rateLimitRetries?: number;
  readonly livenessWarningMs?: number;
  readonly restartPollMs?: number;
  readonly restartCapMs?: number;
}

/** What a policy sees of the gateway. */
export interface GatewayState {
  readonly runtime: ModelRuntime;
  readonly sessions: SessionStore;
  readonly configPath: string;
  /** Runs in progress. */
  readonly runs: ReadonlySet<EmbeddedRun>;
}

/** How runs come by their candidates, and what a config change does while runs are in progress. */
export interface FallbackPolicy {
  /** Called once as a run begins. */
  candidates(run: EmbeddedRun, gateway: GatewayState): Promise<Candidates>;
  /** Called when a config change has to wait for the runs in progress. */
  restartDeferred?(gateway: GatewayState): Promise<void>;
  /** Default: a change waits until no run is in progress. `at-once`: it is applied while they are. */
  readonly reload?: 'when-idle' | 'at-once';
}

/** The reason that an interrupted run ends with. */
export class GatewayRestartError extends Error {
  constructor() {
    super('the gateway restarted before the run was over');
    this.name = 'GatewayRestartError';
  }
}

/** Runs agents on incoming messages, and restarts itself when its config changes. */
export class Gateway implements GatewayState {
  readonly runtime: ModelRuntime = new ModelRuntime();
  readonly sessions: SessionStore;
  readonly configPath: string;
  readonly runs: Set<EmbeddedRun> = new Set();
  private readonly policy: FallbackPolicy;
  private readonly options: Required<GatewayOptions>;
  private readonly client: ModelClient;
  private readonly restarts: DeferredRestart;
  private readonly sessionLanes: Serial = new Serial();
  private readonly configWrites: Serial = new Serial();
  /** Messages wait here while the gateway starts. */
  private started: Promise<void> = Promise.resolve();
  private runCount = 0;

  constructor(options: GatewayOptions, policy: FallbackPolicy) {
    this.options = {
      modelTimeoutMs: 300_000,
      rateLimitRetries: 2,
      livenessWarningMs: 30_000,
      restartPollMs: 500,
      restartCapMs: 300_000,
      ...options,
    };
    this.policy = policy;
    this.configPath = options.configPath;
    this.sessions = new SessionStore(options.sessionsDirectory);
    this.client = new ModelClient(this.options);
    this.restarts = new DeferredRestart({
      pollMs: this.options.restartPollMs,
      capMs: this.options.restartCapMs,
      isBusy: () => this.policy.reload !== 'at-once' && this.runs.size > 0,
      deferred: () =>
        void this.policy.restartDeferred?.(this).catch((error) => options.log(`handover failed: ${error}`)),
      restart: () => this.restart(),
      log: options.log,
    });
  }

  /** Loads the config. Call first. */
  start(): Promise<void> {
    this.started = this.sessions.open().then(() => this.load());
    return this.restarts.start(this.started);
  }

  /** Runs the agent on a user's message. Rejects with FailoverError or GatewayRestartError. */
  handleMessage(message: { agent: string; session: string; text: string }): Promise<string> {
    return this.sessionLanes.run(message.session, async () => {
      await this.ready();
      return this.run(message);
    });
  }

  /** Changes agents' models in the config file; the gateway restarts when it can. */
  async patchConfig(agents: Readonly<Record<string, AgentModels>>, by: string): Promise<void> {
    await this.configWrites.run('config', async () => {
      const config = await loadConfig(this.configPath);
      const changed = { revision: config.revision + 1, agents: { ...config.agents, ...agents } };
      await saveConfig(this.configPath, changed);
    });
    this.restarts.request(by);
  }

  /** The user chooses the session's model. */
  async pinModel(session: string, model: string): Promise<void> {
    await this.ready();
    await this.sessions.update(session, (entry) => ({ ...entry, pin: { model, source: 'user' } }));
    this.options.log(`session ${session} pinned to ${model} by the user`);
  }

  /** Waits out restarts: another may have begun while this one was awaited. */
  private async ready(): Promise<void> {
    for (let started: Promise<void> | undefined; started !== this.started; ) {
      started = this.started;
      await started;
    }
  }

  private async run(message: { agent: string; session: string; text: string }): Promise<string> {
    const { agent, session, text } = message;
    const run: EmbeddedRun = {
      id: `run-${++this.runCount}`,
      agent,
      session,
      transcript: [text],
      abort: new AbortController(),
    };
    this.runs.add(run);
    this.options.log(`embedded run start: run=${run.id} agent=${agent} session=${session}`);
    try {
      return await this.runCandidates(run);
    } catch (thrown) {
      const { signal } = run.abort;
      const error: unknown = signal.aborted ? signal.reason : thrown;
      const what = error instanceof Error ? `${error.name}: ${error.message}` : error;
      this.options.log(`embedded run failed: run=${run.id} ${what}`);
      throw error;
    } finally {
      this.runs.delete(run);
    }
  }

  private async runCandidates(run: EmbeddedRun): Promise<string> {
    const { log } = this.options;
    const candidates = await this.policy.candidates(run, this);
    const { model, value } = await runWithFallback({
      runId: run.id,
      candidates,
      attempt: (model, attempt) => runTurns(run, model, attempt, { ...this.options, client: this.client }),
      log,
    });
    await this.sessions.update(run.session, (entry) => settleOn(entry, model, candidates.primary));
    log(`embedded run done: run=${run.id} model=${model}`);
    return value;
  }

  private restart(): Promise<void> {
    this.options.log('received SIGUSR1; restarting');
    if (this.policy.reload !== 'at-once') {
      for (const run of this.runs) run.abort.abort(new GatewayRestartError());
    }
    const loading = this.load();
    // A config that cannot be read leaves the gateway with the one that it has.
    this.started = loading.catch(() => {});
    return loading;
  }

  private async load(): Promise<void> {
    this.runtime.load(await loadConfig(this.configPath));
    this.options.log(`gateway restart completed: config revision ${this.runtime.revision}`);
  }
}
