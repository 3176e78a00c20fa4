import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { errorCode } from './errors.ts';
import { parseErrorOf } from './parse-error.ts';
import type { RegistryOptions, Versioned } from './registry-file.ts';
import type { WriteText } from './write-text.ts';

/** A registry's JSON on disk. A file that does not parse counts as an empty registry, as in the gateway of the report. */
export class JsonFile<Content extends Versioned> {
  readonly options: RegistryOptions<Content>;
  private readonly writeText: WriteText;
  /** Ids at the last read, for the write log. */
  private known: readonly string[] = [];

  constructor(options: RegistryOptions<Content>, writeText: WriteText) {
    this.options = options;
    this.writeText = writeText;
  }

  async read(): Promise<Content> {
    const { path, kind, writeLog } = this.options;
    const text = await readIfPresent(path);
    const content = text === undefined ? kind.empty() : this.parse(text);
    this.known = kind.idsOf(content);
    writeLog.saw(this.known);
    return content;
  }

  async write(content: Content): Promise<void> {
    const { path, kind, writeLog } = this.options;
    await this.writeText(path, JSON.stringify(content));
    writeLog.wrote(this.known, kind.idsOf(content));
  }

  private parse(text: string): Content {
    const { path, kind, log } = this.options;
    try {
      return JSON.parse(text) as Content;
    } catch (error) {
      log('error', `Failed to parse ${basename(path)}: ${parseErrorOf(error)}`);
      log('error', 'Registry file corrupted, using fallback');
      return kind.empty();
    }
  }
}

export async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
