import { ConflictError } from './errors.ts';
import { JsonFile } from './json-file.ts';
import type { OpenRegistry } from './registry-file.ts';
import { writeInPlace } from './write-text.ts';

/** Practice 4: every write has a version, and one that is not above the file's is refused. */
export const rejectStale: OpenRegistry = (options) => {
  const file = new JsonFile(options, writeInPlace);
  return {
    read: () => file.read(),
    async update(mutate) {
      const content = await file.read();
      const base = content.version;
      mutate(content);
      content.version = (base ?? 0) + 1;
      const current = await file.read();
      // A file without a version is older than any write.
      if (current.version !== undefined && content.version <= current.version) {
        options.writeLog.conflict(base, current.version);
        throw new ConflictError('Stale write rejected');
      }
      await file.write(content);
    },
  };
};
