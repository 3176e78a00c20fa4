import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Message, Session } from './session.ts';

/** An entry of the log of registry writes. */
export interface WriteEvent {
  readonly kind: 'began' | 'written' | 'failed';
  readonly session: string;
  readonly messages: readonly Message[];
}

/** Where session files are, and who is told of their writes. */
export interface SessionFilesOptions {
  readonly directory: string;
  readonly log: (level: 'debug' | 'warn' | 'error', text: string) => void;
  /** Told of every write, for the log of registry writes and for metrics. */
  readonly onWrite?: (event: WriteEvent) => void;
}

/** The files of the sessions: `<directory>/<id>.json`. */
export class SessionFiles {
  private readonly options: SessionFilesOptions;

  constructor(options: SessionFilesOptions) {
    this.options = options;
  }

  /** The session that the file holds; an empty one if there is no file, or none that can be read. */
  async read(id: string): Promise<Session> {
    const { log } = this.options;
    let text: string;
    try {
      text = await readFile(this.pathOf(id), 'utf8');
    } catch {
      return { id, messages: [] };
    }
    try {
      return JSON.parse(text) as Session;
    } catch (error) {
      log('error', `Failed to parse ${id}.json: ${error instanceof Error ? error.message : String(error)}`);
      log('error', 'Registry file corrupted, using fallback');
      return { id, messages: [] };
    }
  }

  /** Writes over the file. */
  writeInPlace(session: Session): Promise<void> {
    return this.write(session, (text) => writeFile(this.pathOf(session.id), text));
  }

  /** Writes a file beside it and renames that: whoever reads finds all of the old text or all of the new one. */
  writeAtomically(session: Session): Promise<void> {
    const path = this.pathOf(session.id);
    return this.write(session, async (text) => {
      await writeFile(`${path}.tmp`, text);
      await rename(`${path}.tmp`, path);
    });
  }

  private async write(session: Session, put: (text: string) => Promise<void>): Promise<void> {
    const { log, onWrite } = this.options;
    const messages = [...session.messages];
    onWrite?.({ kind: 'began', session: session.id, messages });
    try {
      await put(JSON.stringify(session));
    } catch (error) {
      log('error', `Registry write ${session.id}.json failed: ${error instanceof Error ? error.message : error}`);
      onWrite?.({ kind: 'failed', session: session.id, messages });
      throw error;
    }
    log('debug', `Registry write ${session.id}.json: ${messages.length} messages`);
    onWrite?.({ kind: 'written', session: session.id, messages });
  }

  private pathOf(id: string): string {
    return join(this.options.directory, `${id}.json`);
  }
}
