import { JsonFile } from './json-file.ts';
import type { OpenRegistry } from './registry-file.ts';
import type { WriteText } from './write-text.ts';

/** As reported: read the file, change what was read, write all of it. */
export function readModifyWrite(writeText: WriteText): OpenRegistry {
  return (options) => {
    const file = new JsonFile(options, writeText);
    return {
      read: () => file.read(),
      async update(mutate) {
        const content = await file.read();
        mutate(content);
        await file.write(content);
      },
    };
  };
}
