import { appendFile } from 'node:fs/promises';
import type { Log } from './settings.ts';

/** What became of one reload. */
export interface AuditEntry {
  /** ISO 8601. */
  readonly at: string;
  readonly action: 'models.reload';
  readonly by: string;
  readonly result: 'installed' | 'refused';
  /** Config versions before and after; the same if nothing was installed. */
  readonly from: number;
  readonly to: number;
  /** Why nothing was installed. */
  readonly reason?: string;
}

/** Practice 4: one JSON line for each reload, and an alert for one that failed. */
export class AuditLog {
  private readonly path: string;
  private readonly log: Log;

  constructor(path: string, log: Log) {
    this.path = path;
    this.log = log;
  }

  /** A reload that has happened has happened: an audit log that cannot be written is a matter for the log. */
  async append(entry: AuditEntry): Promise<void> {
    if (entry.result === 'refused') this.log('error', `model reload by ${entry.by} failed: ${entry.reason}`);
    try {
      // A gateway that was killed may have left half a line at the end, so each brings a line break of its own in front.
      await appendFile(this.path, `\n${JSON.stringify(entry)}\n`);
    } catch (error) {
      this.log('error', `audit log: ${String(error)}`);
    }
  }
}
