import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { Serial } from './serial.ts';

/** The model that a session is held to, and who wanted it. */
export interface ModelPin {
  readonly model: string;
  /** Absent in files of older gateways. */
  readonly source?: 'user' | 'auto';
  /** The primary model that an automatic pin stands in for. */
  readonly origin?: string;
}

/** What the file of a session says. */
export interface SessionEntry {
  readonly sessionId: string;
  readonly pin?: ModelPin;
  /** The run that the session was in when a restart last had to wait: for support, who ask what was cut off. */
  readonly handover?: string;
}

/** Session files, one a session. Changes of one session are made one after the other. */
export class SessionStore {
  private readonly directory: string;
  private readonly serial: Serial = new Serial();

  constructor(directory: string) {
    this.directory = directory;
  }

  /** Makes the directory. Call first. */
  async open(): Promise<void> {
    await mkdir(this.directory, { recursive: true });
  }

  async read(sessionId: string): Promise<SessionEntry> {
    try {
      return JSON.parse(await readFile(this.path(sessionId), 'utf8')) as SessionEntry;
    } catch (error) {
      if (isMissing(error)) return { sessionId };
      throw error;
    }
  }

  /** Reads the entry, changes it and writes it back, unless `change` returns the entry that it was given. */
  update(sessionId: string, change: (entry: SessionEntry) => SessionEntry): Promise<void> {
    return this.serial.run(sessionId, async () => {
      const entry = await this.read(sessionId);
      const changed = change(entry);
      if (changed === entry) return;
      const path = this.path(sessionId);
      await writeFile(`${path}.tmp`, JSON.stringify(changed));
      await rename(`${path}.tmp`, path);
    });
  }

  private path(sessionId: string): string {
    return `${this.directory}/${sessionId}.json`;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
