import { randomUUID } from 'node:crypto';
import { link } from 'node:fs/promises';
import { basename } from 'node:path';
import AsyncLock from 'async-lock';
import { overwriteDurably, replaceFile, writeDurably } from './durable-write.ts';
import { ConflictError, messageOf, RegistryCorruptedError } from './errors.ts';
import { readIfPresent } from './json-file.ts';
import { withOwnerLock } from './owner-lock.ts';
import { parseErrorOf } from './parse-error.ts';
import type { ReferenceParts } from './reference-parts.ts';
import type { Mutate, OpenRegistry, RegistryFile, RegistryOptions, Versioned } from './registry-file.ts';
import { timed } from './timed-lock.ts';

/** Only a writer that takes no lock can make a conflict, so one is rare and many are a sign of something else. */
const TRIES_MAX = 10;

/**
 * One writer at a time, in this process (AsyncLock) and over all (a lock file that outlives nobody); each write a synced
 * file renamed over the old one; a version, so that a writer who takes no lock is noticed; a copy of the last acknowledged
 * content, from which a corrupted file is recovered.
 * Its price: four syncs an update, twice the bytes, and writers that wait for each other.
 */
class ReferenceRegistry<Content extends Versioned> implements RegistryFile<Content> {
  private readonly options: RegistryOptions<Content>;
  private readonly parts: ReferenceParts;
  private readonly lock: AsyncLock = new AsyncLock();
  private known: readonly string[] = [];

  constructor(options: RegistryOptions<Content>, parts: ReferenceParts) {
    this.options = options;
    this.parts = parts;
  }

  /** Takes no lock: the file is never half-written. */
  async read(): Promise<Content> {
    try {
      return await this.current();
    } catch (error) {
      if (!(error instanceof RegistryCorruptedError) || !this.parts.recovers) throw error;
      return this.alone(() => this.recovered());
    }
  }

  update(mutate: Mutate<Content>): Promise<void> {
    return this.alone(async () => {
      for (let tries = 1; tries <= TRIES_MAX; tries++) {
        const content = this.parts.recovers ? await this.recovered() : await this.current();
        const base = content.version;
        mutate(content);
        if (this.parts.tracksVersions) {
          content.version = (base ?? 0) + 1;
          if (await this.isConflict(base)) continue;
        }
        await this.publish(content);
        return;
      }
      throw new ConflictError(`${this.options.path} was changed ${TRIES_MAX} times by a writer that takes no lock`);
    });
  }

  private async publish(content: Content): Promise<void> {
    const { path, kind, writeLog } = this.options;
    const text = JSON.stringify(content);
    await (this.parts.replacesFiles ? writeDurably : overwriteDurably)(path, text);
    writeLog.wrote(this.known, kind.idsOf(content));
    if (this.parts.recovers) await this.backUp(text);
  }

  /** After the file itself, so that a copy never has what was not acknowledged. Without one an update is as good. */
  private async backUp(text: string): Promise<void> {
    const { path, log } = this.options;
    try {
      await replaceFile(backupOf(path), text);
    } catch (error) {
      log('warn', `Registry write: no copy of ${basename(path)} was made: ${messageOf(error)}`);
    }
  }

  private async isConflict(base: number | undefined): Promise<boolean> {
    const { version } = await this.current();
    if (version === base) return false;
    this.options.writeLog.conflict(base, version);
    this.options.onEvent?.({ kind: 'retried' });
    return true;
  }

  /** The writers of this process take turns first, so that one of them at a time asks for the lock of all processes. */
  private alone<T>(work: () => Promise<T>): Promise<T> {
    if (!this.parts.locks) return work();
    const { path, onEvent } = this.options;
    return timed(onEvent, (locked) =>
      this.lock.acquire('write', () => withOwnerLock(`${path}.lock`, () => locked(work))),
    );
  }

  /** The content; where the file is corrupted, that of the last acknowledged write, which is then the file's again. */
  private async recovered(): Promise<Content> {
    try {
      return await this.current();
    } catch (error) {
      if (!(error instanceof RegistryCorruptedError)) throw error;
    }
    const { path, kind, log } = this.options;
    log('error', 'Registry file corrupted, using fallback');
    const content = (await this.copied()) ?? kind.empty();
    // Kept beside it for whoever wants to know what happened. The rename of the write replaces the file in one step.
    await link(path, `${path}.corrupted-${randomUUID()}`);
    await writeDurably(path, JSON.stringify(content));
    log('warn', `Registry write: ${basename(path)} recovered with ${kind.idsOf(content).length} entries of its copy`);
    return content;
  }

  private async copied(): Promise<Content | undefined> {
    const copy = backupOf(this.options.path);
    const text = await readIfPresent(copy);
    try {
      return text === undefined ? undefined : this.parse(text, copy);
    } catch (error) {
      if (error instanceof RegistryCorruptedError) return undefined;
      throw error;
    }
  }

  private async current(): Promise<Content> {
    const { path, kind, writeLog } = this.options;
    const text = await readIfPresent(path);
    const content = text === undefined ? kind.empty() : this.parse(text, path);
    this.known = kind.idsOf(content);
    writeLog.saw(this.known);
    return content;
  }

  private parse(text: string, path: string): Content {
    try {
      return JSON.parse(text) as Content;
    } catch (error) {
      this.options.log('error', `Failed to parse ${basename(path)}: ${parseErrorOf(error)}`);
      throw new RegistryCorruptedError(`${path} is no JSON`);
    }
  }
}

export function openReference(parts: ReferenceParts): OpenRegistry {
  return (options) => new ReferenceRegistry(options, parts);
}

function backupOf(path: string): string {
  return `${path}.bak`;
}
