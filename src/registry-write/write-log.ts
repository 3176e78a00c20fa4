import { basename } from 'node:path';

/** Takes one line of the log. */
export type Log = (level: 'debug' | 'info' | 'warn' | 'error', text: string) => void;

/** `gateway.logging.registryWrites` of the config. */
export interface WriteLogSettings {
  readonly enabled: boolean;
  readonly level: 'debug' | 'info';
  /** Names the caller of each write; costs microseconds a write. */
  readonly includeStackTrace: boolean;
}

/**
 * The log of one process's writes to one registry file. It remembers what was written from here, so that a later read
 * which lacks an entry says so: `Registry write lost`. It notices afterwards and prevents nothing; and it cannot tell an
 * entry that somebody removed on purpose from one that somebody overwrote.
 */
export class RegistryWriteLog {
  private readonly name: string;
  private readonly log: Log;
  private readonly settings: WriteLogSettings;
  private readonly written: Set<string> = new Set();

  constructor(path: string, log: Log, settings: WriteLogSettings) {
    this.name = basename(path);
    this.log = log;
    this.settings = settings;
  }

  /** The file now has these entries, by a write of ours that changed it from `before`. */
  wrote(before: readonly string[], after: readonly string[]): void {
    for (const id of after) if (!before.includes(id)) this.written.add(id);
    const { enabled, level, includeStackTrace } = this.settings;
    if (!enabled) return;
    const caller = includeStackTrace ? `\n${new Error('written from').stack ?? ''}` : '';
    this.log(level, `Registry write ${this.name}: [${after.join(', ')}]${caller}`);
  }

  /** The file was read and has these entries. Each lost one is told once. */
  saw(ids: readonly string[]): void {
    const lost = [...this.written].filter((id) => !ids.includes(id));
    if (lost.length === 0) return;
    for (const id of lost) this.written.delete(id);
    this.log(
      'warn',
      `Registry write lost: ${this.name} has no ${lost.join(', ')} after an overwrite by another writer`,
    );
  }

  conflict(expected: number | undefined, found: number | undefined): void {
    this.log(
      'warn',
      `Registry write conflict: ${this.name} is at version ${found ?? 'none'}, was read at ${expected ?? 'none'}`,
    );
  }
}
