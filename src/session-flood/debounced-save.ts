import AsyncLock from 'async-lock';
import { type DebounceOptions, debounce } from './debounce.ts';
import { InMemorySessions } from './in-memory-sessions.ts';
import type { Session } from './session.ts';
import { SessionFiles, type SessionFilesOptions } from './session-files.ts';

/** The report's practice 2: `saveSession` of a registry with locks and atomic writes, behind one debounced function. */
export class DebouncedSave extends InMemorySessions {
  private readonly writeLock: AsyncLock = new AsyncLock();
  private readonly files: SessionFiles;
  private readonly debouncedSave: (session: Session) => void;

  constructor(options: SessionFilesOptions, saves: DebounceOptions) {
    super();
    this.files = new SessionFiles(options);
    this.debouncedSave = debounce((session: Session) => this.writeSession(session), saves);
  }

  protected override async saveSession(session: Session): Promise<void> {
    this.debouncedSave(session);
  }

  private async writeSession(session: Session): Promise<void> {
    await this.writeLock.acquire(session.id, () => this.files.writeAtomically(session));
  }
}
