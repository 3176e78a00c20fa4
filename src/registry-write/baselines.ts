import { JsonFile } from './json-file.ts';
import type { OpenRegistry } from './registry-file.ts';
import { writeViaUniqueTemp } from './write-text.ts';

// What a comparison begins with: none of these is a fix, and whoever only counts what does not happen would praise them.

/** Says that it has saved. */
export const doNothing: OpenRegistry = (options) => {
  const file = new JsonFile(options, writeViaUniqueTemp);
  return { read: () => file.read(), update: async () => {} };
};

/** Saves nothing, and says so. */
export const refuseEverything: OpenRegistry = (options) => {
  const file = new JsonFile(options, writeViaUniqueTemp);
  return {
    read: () => file.read(),
    update: async () => {
      throw new Error(`${options.path} is in use`);
    },
  };
};

/** Each update ends those that this process has under way, so that none meets it. */
export const abortEverything: OpenRegistry = (options) => {
  const file = new JsonFile(options, writeViaUniqueTemp);
  let last = 0;
  return {
    read: () => file.read(),
    async update(mutate) {
      const own = ++last;
      const content = await file.read();
      if (own !== last) throw new Error(`another update of ${options.path} came in between`);
      mutate(content);
      await file.write(content);
    },
  };
};
