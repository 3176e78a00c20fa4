import type { Message, Session, SessionRegistry, SessionUpdate } from './session.ts';
import { SessionFiles, type SessionFilesOptions } from './session-files.ts';
import { SessionWriter } from './session-writer.ts';
import { WriteQueue } from './write-queue.ts';

export interface ReferenceTimes {
  /** From the first unsaved change to its write. */
  readonly delayMs: number;
  /** From a failed write to the next attempt. */
  readonly retryMs: number;
}

/**
 * Keeps every property. Each session has a writer of its own, which knows whether there is anything that its last write
 * did not see, and is read from its file before its first change: a gateway before this one may have left it. Updates add the messages that the session lacks and take none away: two that were made from one snapshot
 * both count, and a message can only be removed by a call that says so.
 */
export class Reference implements SessionRegistry {
  private readonly sessions: Map<string, Session> = new Map();
  private readonly loading: Map<string, Promise<Session>> = new Map();
  private readonly read: (id: string) => Promise<Session>;
  private readonly changed: (session: Session) => void;

  constructor(read: (id: string) => Promise<Session>, changed: (session: Session) => void) {
    this.read = read;
    this.changed = changed;
  }

  async handleMessage(id: string, message: Message): Promise<void> {
    const session = this.sessions.get(id) ?? (await this.load(id));
    session.messages.push(message);
    this.changed(session);
  }

  async updateSession(id: string, { messages = [], ...fields }: SessionUpdate): Promise<void> {
    const session = Object.assign(this.sessions.get(id) ?? (await this.load(id)), fields);
    const known = new Set(session.messages.map((message) => message.id));
    session.messages.push(...messages.filter((message) => !known.has(message.id)));
    this.changed(session);
  }

  /** Empty until its first change: nobody has read it before. */
  getSession(id: string): Session {
    return this.sessions.get(id) ?? { id, messages: [] };
  }

  /** Once for all changes that come meanwhile, which are made in their order. */
  private load(id: string): Promise<Session> {
    const loading = this.loading.get(id) ?? this.readInto(id);
    this.loading.set(id, loading);
    return loading;
  }

  private async readInto(id: string): Promise<Session> {
    const session = await this.read(id);
    this.sessions.set(id, session);
    return session;
  }
}

/** One write for all changes of `delayMs`. */
export function coalescing(options: SessionFilesOptions, times: ReferenceTimes): SessionRegistry {
  const files = new SessionFiles(options);
  const writers = new Map<string, SessionWriter>();
  return new Reference(
    (id) => files.read(id),
    (session) => {
      let writer = writers.get(session.id);
      if (writer === undefined) {
        writer = new SessionWriter(() => files.writeAtomically(session), times);
        writers.set(session.id, writer);
      }
      writer.changed();
    },
  );
}

/** A write for each change, in order. */
export function writingEachChange(options: SessionFilesOptions, times: ReferenceTimes): SessionRegistry {
  const files = new SessionFiles(options);
  const queues = new Map<string, WriteQueue>();
  return new Reference(
    (id) => files.read(id),
    (session) => {
      const queue = queues.get(session.id) ?? new WriteQueue(times.retryMs);
      queues.set(session.id, queue);
      const asItIsNow: Session = { ...session, messages: [...session.messages] };
      queue.add(() => files.writeAtomically(asItIsNow));
    },
  );
}
