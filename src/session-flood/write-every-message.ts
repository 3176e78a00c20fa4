import { InMemorySessions } from './in-memory-sessions.ts';
import type { Session } from './session.ts';
import { SessionFiles, type SessionFilesOptions } from './session-files.ts';

/** As reported: each message writes the whole session over its file, whoever else is writing it. */
export class WriteEveryMessage extends InMemorySessions {
  private readonly files: SessionFiles;

  constructor(options: SessionFilesOptions) {
    super();
    this.files = new SessionFiles(options);
  }

  protected override saveSession(session: Session): Promise<void> {
    return this.files.writeInPlace(session);
  }
}
