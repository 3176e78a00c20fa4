import type { Env } from '../../harness/index.ts';
import type { Message, Session } from '../../src/session-flood/session.ts';
import type { WriteEvent } from '../../src/session-flood/session-files.ts';

export const SESSIONS_DIR = '/sessions';

/** A message on its way, and what became of it. */
export interface Delivery {
  readonly id: string;
  readonly session: string;
  readonly sentAt: number;
  answer: { readonly kind: 'acknowledged' | 'refused'; readonly at: number; readonly step: number } | null;
  /** When its session's file first had it. */
  onDiskAt: number | null;
}

export type Acknowledged = Delivery & { readonly answer: { readonly kind: 'acknowledged' } };

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

/** What happened in one execution: the state by which the properties judge. */
export class FloodRecord {
  readonly deliveries: Delivery[] = [];
  readonly writes: Write[] = [];
  kill: Kill | null = null;
  private readonly env: Env;
  private readonly byId: Map<string, Delivery> = new Map();

  constructor(env: Env) {
    this.env = env;
    env.disk.watch(({ kind, path, to }) => {
      if (kind === 'written' || kind === 'renamed') this.fileChanged(to ?? path);
    });
  }

  sent(session: string, id: string): Delivery {
    const delivery: Delivery = { id, session, sentAt: this.env.now, answer: null, onDiskAt: null };
    this.deliveries.push(delivery);
    this.byId.set(id, delivery);
    return delivery;
  }

  answered(delivery: Delivery, kind: 'acknowledged' | 'refused'): void {
    delivery.answer = { kind, at: this.env.now, step: this.env.step };
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

  get failedWrites(): Write[] {
    return this.writes.filter(({ kind }) => kind === 'failed');
  }

  /** Whether only the order of things can be to blame for what is missing. */
  get hadNoFaults(): boolean {
    return this.kill === null && this.failedWrites.length === 0;
  }

  sessions(): string[] {
    return [...new Set(this.deliveries.map(({ session }) => session))];
  }

  /** Messages in the session's file; undefined if there is none, or none that can be parsed. */
  idsOnDisk(session: string): string[] | undefined {
    return idsIn(this.env.disk.read(fileOf(session)));
  }

  private fileChanged(path: string): void {
    if (!path.endsWith('.json')) return;
    for (const id of idsIn(this.env.disk.read(path)) ?? []) {
      const delivery = this.byId.get(id);
      if (delivery !== undefined) delivery.onDiskAt ??= this.env.now;
    }
  }
}

export function sessionName(number: number): string {
  return `s${number}`;
}

export function fileOf(session: string): string {
  return `${SESSIONS_DIR}/${session}.json`;
}

function idsIn(text: string | undefined): string[] | undefined {
  // A torn file, most often; parsing it would cost an exception.
  if (text === undefined || !text.endsWith('}')) return undefined;
  try {
    return (JSON.parse(text) as Session).messages.map(({ id }: Message) => id);
  } catch {
    return undefined;
  }
}
