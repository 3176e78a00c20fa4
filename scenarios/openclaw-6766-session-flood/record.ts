import type { Env } from '../../harness/index.ts';
import type { Message, Session } from '../../src/session-flood/session.ts';
import type { WriteEvent } from '../../src/session-flood/session-files.ts';
import { BOUND_MS, DISK_SLACK_MS } from './bounds.ts';
import { DiskFullness } from './disk-fullness.ts';
import type { Faults } from './workload.ts';

export const SESSIONS_DIR = '/sessions';

/** A message on its way, and what became of it. */
export interface Delivery {
  readonly id: string;
  readonly session: string;
  readonly text: string;
  /** Counted as they were sent. */
  readonly number: number;
  readonly sentAt: number;
  answer: Answer | null;
  /** When its session's file first had it. */
  onDiskAt: number | null;
}

export interface Answer {
  readonly kind: 'acknowledged' | 'refused';
  readonly at: number;
  readonly step: number;
  /** Acknowledged: its session in memory has the message. Refused: the disk may have been full. */
  readonly isTrue: boolean;
}

export type Acknowledged = Delivery & { readonly answer: Answer & { readonly kind: 'acknowledged' } };

export interface Write {
  readonly kind: WriteEvent['kind'];
  readonly session: string;
  readonly ids: ReadonlySet<string>;
  readonly at: number;
  readonly step: number;
}

export interface Kill {
  readonly at: number;
  readonly step: number;
  /** Messages that were on the disk then. */
  readonly kept: ReadonlySet<string>;
}

/** Something in a session's file that is not as it was sent. */
export interface Distortion {
  readonly what: string;
  readonly step: number;
}

/** How long after a write failed its failure may be a reason to refuse: the bound of the specification and its slack. */
const EXCUSE_MS: number = BOUND_MS + DISK_SLACK_MS;

/** What happened in one execution: the state by which the properties judge. */
export class FloodRecord {
  readonly deliveries: Delivery[] = [];
  readonly writes: Write[] = [];
  /** Those whose files were written, or took the place of the one before. */
  readonly writtenSessions: Set<string> = new Set();
  /** Messages that were in files before the execution began. */
  readonly earlier: { readonly id: string; readonly session: string }[] = [];
  distortion: Distortion | null = null;
  kill: Kill | null = null;
  private readonly fullness: DiskFullness;
  private readonly env: Env;
  private readonly byId: Map<string, Delivery> = new Map();

  constructor(env: Env, fullDisk: Faults['fullDisk']) {
    this.env = env;
    this.fullness = new DiskFullness(fullDisk);
    env.disk.watch(({ kind, path, to }) => {
      this.fullness.changed(env);
      if (kind === 'written' || kind === 'renamed') this.fileChanged(to ?? path);
    });
  }

  /** What a gateway before this one had saved. */
  earlierSaved(session: string, messages: readonly Message[]): void {
    for (const [index, { id, text }] of messages.entries()) {
      const number = index - messages.length;
      this.byId.set(id, { id, session, text, number, sentAt: 0, answer: null, onDiskAt: 0 });
      this.earlier.push({ id, session });
    }
  }

  sent(session: string, { id, text }: Message): Delivery {
    const number = this.deliveries.length;
    const delivery: Delivery = { id, session, text, number, sentAt: this.env.now, answer: null, onDiskAt: null };
    this.deliveries.push(delivery);
    this.byId.set(id, delivery);
    return delivery;
  }

  acknowledge(delivery: Delivery, inMemory: Session): void {
    // The last ones first: a flood has thousands.
    const isTrue = inMemory.messages.findLast(({ id }) => id === delivery.id) !== undefined;
    delivery.answer = { kind: 'acknowledged', at: this.env.now, step: this.env.step, isTrue };
  }

  refuse(delivery: Delivery): void {
    const { now: at, step } = this.env;
    delivery.answer = { kind: 'refused', at, step, isTrue: this.fullness.excuses(at, EXCUSE_MS) };
  }

  wrote({ kind, session, messages }: WriteEvent): void {
    const ids = new Set(messages.map(({ id }) => id));
    this.writes.push({ kind, session, ids, at: this.env.now, step: this.env.step });
  }

  /** The gateway is about to be killed. */
  killed(): void {
    const kept = new Set(this.sessions().flatMap((session) => [...(this.idsOnDisk(session) ?? [])]));
    this.kill = { at: this.env.now, step: this.env.step, kept };
  }

  get acknowledged(): Acknowledged[] {
    return this.deliveries.filter((delivery): delivery is Acknowledged => delivery.answer?.kind === 'acknowledged');
  }

  /** Failures that were reported, where the disk can have been full: one that is made up excuses nothing. */
  get failedWrites(): Write[] {
    return this.fullness.canHaveFailed ? this.writes.filter(({ kind }) => kind === 'failed') : [];
  }

  /** Whether the disk did not take a write, told or untold. */
  get wasDiskFull(): boolean {
    return this.fullness.hasFailed || this.failedWrites.length > 0;
  }

  /** Whether only the order of things can be to blame for what is missing. */
  get hadNoFaults(): boolean {
    return this.kill === null && !this.wasDiskFull;
  }

  sessions(): string[] {
    return [...new Set(this.deliveries.map(({ session }) => session))];
  }

  /** Messages in the session's file; undefined if there is none, or none that can be parsed. */
  idsOnDisk(session: string): string[] | undefined {
    return messagesIn(this.env.disk.read(fileOf(session)))?.map(({ id }) => id);
  }

  private fileChanged(path: string): void {
    if (!path.endsWith('.json')) return;
    this.writtenSessions.add(path.slice(SESSIONS_DIR.length + 1, -'.json'.length));
    const messages = messagesIn(this.env.disk.read(path)) ?? [];
    for (const { id } of messages) {
      const delivery = this.byId.get(id);
      if (delivery !== undefined) delivery.onDiskAt ??= this.env.now;
    }
    const what = this.distortionIn(path, messages);
    if (what !== undefined) this.distortion ??= { what, step: this.env.step };
  }

  /** What is in the file of a session but was not sent so: twice, to another session, with another text, later than the next one. */
  private distortionIn(path: string, messages: readonly Message[]): string | undefined {
    let last = Number.NEGATIVE_INFINITY;
    for (const { id, text } of messages) {
      const delivery = this.byId.get(id);
      if (delivery === undefined) return `${path} has ${id}, which nobody sent`;
      if (path !== fileOf(delivery.session)) return `${path} has ${id}, which was sent to ${delivery.session}`;
      if (text !== delivery.text) return `${path} has ${id} as "${text}", sent as "${delivery.text}"`;
      if (delivery.number <= last) return `${path} has ${id} twice, or after one that was sent later`;
      last = delivery.number;
    }
    return undefined;
  }
}

export function sessionName(number: number): string {
  return `s${number}`;
}

export function fileOf(session: string): string {
  return `${SESSIONS_DIR}/${session}.json`;
}

function messagesIn(text: string | undefined): readonly Message[] | undefined {
  // A torn file, most often; parsing it would cost an exception.
  if (text === undefined || !text.endsWith('}')) return undefined;
  try {
    const { messages } = JSON.parse(text) as Session;
    return messages.map(({ id, text }: Message) => ({ id, text }));
  } catch {
    return undefined;
  }
}
