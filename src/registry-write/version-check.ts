import { ConflictError } from './errors.ts';
import { JsonFile } from './json-file.ts';
import type { Mutate, OpenRegistry, RegistryFile, RegistryOptions, Versioned } from './registry-file.ts';
import type { WriteText } from './write-text.ts';

/** The fix of cause 4 as printed: a save says which version it is based on, and another one in the file is a conflict. */
export class VersionedRegistry<Content extends Versioned> implements RegistryFile<Content> {
  private readonly file: JsonFile<Content>;

  constructor(options: RegistryOptions<Content>, writeText: WriteText) {
    this.file = new JsonFile(options, writeText);
  }

  read(): Promise<Content> {
    return this.file.read();
  }

  async update(mutate: Mutate<Content>): Promise<void> {
    const content = await this.file.read();
    const { version } = content;
    mutate(content);
    await this.save(content, version);
  }

  async save(content: Content, expectedVersion?: number): Promise<void> {
    const current = await this.file.read();
    if (expectedVersion && current.version !== expectedVersion) {
      this.file.options.writeLog.conflict(expectedVersion, current.version);
      throw new ConflictError('Registry modified by another process');
    }
    content.version = (current.version || 0) + 1;
    await this.file.write(content);
  }
}

export function versionCheck(writeText: WriteText): OpenRegistry {
  return (options) => new VersionedRegistry(options, writeText);
}
