import { ConflictError } from './errors.ts';
import { JsonFile } from './json-file.ts';
import type { OpenRegistry } from './registry-file.ts';
import { writeInPlace } from './write-text.ts';

/**
 * Practice 3: read again before writing, and give up if the version is another one. The practice does not say who counts
 * the version up; here the modification does, since without that nothing would ever be detected.
 */
export const validateBeforeWrite: OpenRegistry = (options) => {
  const file = new JsonFile(options, writeInPlace);
  return {
    read: () => file.read(),
    async update(mutate) {
      const content = await file.read();
      const before = content.version;
      mutate(content);
      content.version = (before ?? 0) + 1;
      const after = await file.read();
      if (before !== after.version) {
        options.writeLog.conflict(before, after.version);
        throw new ConflictError('Conflict detected, retry');
      }
      await file.write(content);
    },
  };
};
