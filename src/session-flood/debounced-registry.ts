import AsyncLock from 'async-lock';
import { type DebounceOptions, debounce } from './debounce.ts';
import { InMemorySessions } from './in-memory-sessions.ts';
import type { Session } from './session.ts';
import { SessionFiles, type SessionFilesOptions } from './session-files.ts';

/**
 * The fix of the report's cause 3: saves are collected, a debounced flush writes them one after the other under a lock
 * and empties the collection when it is through.
 */
export class DebouncedRegistry extends InMemorySessions {
  private readonly pendingWrites: Map<string, Session> = new Map();
  private readonly writeLock: AsyncLock = new AsyncLock();
  private readonly files: SessionFiles;
  private readonly writeDebounced: () => void;

  constructor(options: SessionFilesOptions, flushes: DebounceOptions) {
    super();
    this.files = new SessionFiles(options);
    this.writeDebounced = debounce(() => this.flushWrites(), flushes);
  }

  protected override async saveSession(session: Session): Promise<void> {
    this.pendingWrites.set(session.id, session);
    this.writeDebounced();
  }

  private async flushWrites(): Promise<void> {
    await this.writeLock.acquire('batch', async () => {
      for (const session of this.pendingWrites.values()) await this.files.writeAtomically(session);
      this.pendingWrites.clear();
    });
  }
}
