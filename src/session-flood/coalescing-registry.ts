import type { Message, Session, SessionRegistry, SessionUpdate } from './session.ts';
import { SessionFiles, type SessionFilesOptions } from './session-files.ts';

/** What shall become of a session. */
type Update = (session: Session) => Session;

/**
 * The report's practice 5: an update waits under its session's key until the next flush, which applies it to the stored
 * session. A flush comes `flushMs` after the first update that waits.
 */
export class CoalescingRegistry implements SessionRegistry {
  private readonly pendingUpdates: Map<string, Update> = new Map();
  private readonly stored: Map<string, Session> = new Map();
  private readonly files: SessionFiles;
  private readonly flushMs: number;
  private isFlushDue = false;

  constructor(options: SessionFilesOptions, flushMs: number) {
    this.files = new SessionFiles(options);
    this.flushMs = flushMs;
  }

  async handleMessage(id: string, message: Message): Promise<void> {
    this.scheduleUpdate(id, (session) => ({ ...session, messages: [...session.messages, message] }));
  }

  async updateSession(id: string, update: SessionUpdate): Promise<void> {
    this.scheduleUpdate(id, (session) => ({ ...session, ...update }));
  }

  getSession(id: string): Session {
    const stored = this.stored.get(id) ?? { id, messages: [] };
    return this.pendingUpdates.get(id)?.(stored) ?? stored;
  }

  private scheduleUpdate(key: string, update: Update): void {
    this.pendingUpdates.set(key, update);
    this.triggerFlush();
  }

  private triggerFlush(): void {
    if (this.isFlushDue) return;
    this.isFlushDue = true;
    setTimeout(() => {
      this.isFlushDue = false;
      return this.flush();
    }, this.flushMs);
  }

  private async flush(): Promise<void> {
    const updates = Array.from(this.pendingUpdates.entries());
    this.pendingUpdates.clear();
    await this.batchWrite(updates);
  }

  private async batchWrite(updates: readonly (readonly [string, Update])[]): Promise<void> {
    for (const [id, update] of updates) {
      const session = update(this.stored.get(id) ?? { id, messages: [] });
      await this.files.writeAtomically(session);
      this.stored.set(id, session);
    }
  }
}
