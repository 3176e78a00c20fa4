/** Where in an execution something happened: the step orders, the time measures. */
export interface Moment {
  readonly step: number;
  readonly at: number;
}

/** A pin as the user or a fallback meant it, whatever the file says. */
export interface TruePin {
  readonly by: 'user' | 'fallback';
  readonly model: string;
  /** The primary that a fallback's pin stands in for. */
  readonly origin: string;
}

/** One candidate's attempt of a run; retries of one HTTP call are part of it. */
export interface Attempt extends Moment {
  readonly model: string;
}

/** One user message and the run that it became. */
export interface MessageRecord {
  readonly session: string;
  readonly agent: string;
  readonly accepted: Moment;
  /** The session's pin when the message came. */
  readonly pin: TruePin | null;
  /** The user chose another model meanwhile: what the run does from then on may follow either choice, and is not recorded. */
  isDisturbed: boolean;
  run: string | null;
  begun: Moment | null;
  ended: Moment | null;
  /** `failed`: told the user that all models failed. `cut off`: ended by a restart. */
  outcome: 'pending' | 'answered' | 'failed' | 'cut off';
  /** Config revision in force when the run began. */
  revision: number;
  readonly attempts: Attempt[];
  readonly decisions: FallbackDecision[];
}

/** A `candidate_failed` line of the gateway's log. */
export interface FallbackDecision extends Moment {
  readonly candidate: string;
  readonly reason: string;
  readonly next: string | null;
  /** Attempts made so far. */
  readonly attempts: number;
}

export interface ConfigChange {
  readonly revision: number;
  readonly chains: Readonly<Record<string, readonly string[]>>;
  readonly called: Moment;
  /** When the gateway had taken note of it. */
  acknowledged: Moment | null;
  applied: Moment | null;
}

const START = /^embedded run start: run=(\S+) agent=\S+ session=(\S+)$/;
const FAILED =
  /^model-fallback\/decision: decision=candidate_failed .*candidate=(\S+) reason=(\S+) next=(\S+) run=(\S+)$/;
const RESTARTING = 'received SIGUSR1; restarting';
const LOADED = /^gateway restart completed: config revision (\d+)$/;

/** What an execution did, as its users, its administrators, the providers and the log saw it. */
export class FallbackRecord {
  readonly restartCapMs: number;
  /** What one run can take if all models are attempted, given what they answer. */
  readonly runMsMax: number;
  readonly messages: MessageRecord[] = [];
  /** The first one is the config that the gateway started with. Applied in order. */
  readonly changes: ConfigChange[] = [];
  /** By session, as the user and the fallbacks left them. */
  readonly pins: Map<string, TruePin | null> = new Map();
  /** Steps in which the gateway restarted because a change had waited for the cap. */
  private readonly restartsAtCap: number[] = [];
  /** Sessions whose user is choosing a model: the choice may or may not be in force yet. */
  private readonly choosing: Set<string> = new Set();
  private readonly moment: () => Moment;

  constructor(restartCapMs: number, moment: () => Moment, runMsMax: number = Number.POSITIVE_INFINITY) {
    this.restartCapMs = restartCapMs;
    this.runMsMax = runMsMax;
    this.moment = moment;
  }

  messageSent(agent: string, session: string): MessageRecord {
    const message: MessageRecord = {
      session,
      agent,
      accepted: this.moment(),
      pin: this.pins.get(session) ?? null,
      isDisturbed: this.choosing.has(session),
      run: null,
      begun: null,
      ended: null,
      outcome: 'pending',
      revision: 0,
      attempts: [],
      decisions: [],
    };
    this.messages.push(message);
    return message;
  }

  messageEnded(message: MessageRecord, outcome: MessageRecord['outcome']): void {
    message.ended = this.moment();
    message.outcome = outcome;
    if (outcome === 'answered') this.settlePin(message);
  }

  /** Whatever the error says: a run was cut off if a restart at the cap came during it, and has failed otherwise. */
  messageRejected(message: MessageRecord): void {
    const begun = message.begun?.step ?? Number.POSITIVE_INFINITY;
    this.messageEnded(message, this.restartsAtCap.some((step) => step > begun) ? 'cut off' : 'failed');
  }

  /** The session's pin before anything happens. */
  pinned(session: string, pin: TruePin): void {
    this.pins.set(session, pin);
  }

  choiceBegan(session: string, model: string): void {
    this.choosing.add(session);
    this.pins.set(session, { by: 'user', model, origin: '' });
    for (const message of this.messages) {
      if (message.session === session && message.ended === null) message.isDisturbed = true;
    }
  }

  choiceEnded(session: string): void {
    this.choosing.delete(session);
  }

  configChange(chains: ConfigChange['chains']): ConfigChange {
    const revision = this.changes.length + 1;
    const change: ConfigChange = { revision, chains, called: this.moment(), acknowledged: null, applied: null };
    this.changes.push(change);
    return change;
  }

  acknowledge(change: ConfigChange): void {
    change.acknowledged = this.moment();
  }

  /** A request reached a provider. Returns the session that it is for. */
  requested(run: string, attempt: number, model: string): string {
    const message = this.messages.find((message) => message.run === run);
    if (message === undefined) return '';
    const isNew = attempt > message.attempts.length;
    if (isNew && !message.isDisturbed) message.attempts.push({ model, ...this.moment() });
    return message.session;
  }

  logged(line: string): void {
    const start = START.exec(line);
    if (start !== null) {
      this.runBegan(start[1] ?? '', start[2] ?? '');
      return;
    }
    const failed = FAILED.exec(line);
    if (failed !== null) {
      const [, candidate = '', reason = '', next = '', run = ''] = failed;
      const message = this.undisturbed(run);
      if (message !== undefined) this.decided(message, candidate, reason, next === 'none' ? null : next);
      return;
    }
    if (line === RESTARTING) this.restarting();
    const loaded = LOADED.exec(line);
    if (loaded !== null) this.configLoaded(Number(loaded[1]));
  }

  chainsAt(revision: number): ConfigChange['chains'] {
    return this.changes[revision - 1]?.chains ?? {};
  }

  private runBegan(run: string, session: string): void {
    const message = this.messages.find((message) => message.run === null && message.session === session);
    if (message === undefined) return;
    message.run = run;
    message.begun = this.moment();
    message.revision = this.changes.findLast((change) => change.applied !== null)?.revision ?? 1;
  }

  private decided(message: MessageRecord, candidate: string, reason: string, next: string | null): void {
    const { attempts, decisions } = message;
    // One that timed out before its request had reached the provider was an attempt as well.
    if (attempts.length === decisions.length) attempts.push({ model: candidate, ...this.moment() });
    decisions.push({ candidate, reason, next, attempts: attempts.length, ...this.moment() });
  }

  private restarting(): void {
    const { step, at } = this.moment();
    const waiting = this.changes.filter(({ applied }) => applied === null);
    if (waiting.some(({ called }) => at >= called.at + this.restartCapMs)) this.restartsAtCap.push(step);
  }

  private configLoaded(revision: number): void {
    const applied = this.moment();
    for (const change of this.changes) if (change.revision <= revision) change.applied ??= applied;
  }

  private undisturbed(run: string): MessageRecord | undefined {
    return this.messages.find((message) => message.run === run && !message.isDisturbed);
  }

  /** A session stays with the fallback that answered, until the primary answers or the user says otherwise. */
  private settlePin(message: MessageRecord): void {
    const { session, agent, revision, attempts } = message;
    if (this.pins.get(session)?.by === 'user') return;
    const [primary = ''] = this.chainsAt(revision)[agent] ?? [];
    const model = attempts.at(-1)?.model ?? primary;
    this.pins.set(session, model === primary ? null : { by: 'fallback', model, origin: primary });
  }
}
