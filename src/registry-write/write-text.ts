import { randomUUID } from 'node:crypto';
import { rename, unlink, writeFile } from 'node:fs/promises';

/** How the text of a registry gets into its file. */
export type WriteText = (path: string, text: string) => Promise<void>;

/** As reported: the file is emptied, then filled. */
export const writeInPlace: WriteText = (path, text) => writeFile(path, text);

/** The fix of cause 2 as printed: a temporary file beside it, always of the same name, renamed over it. */
export const writeViaFixedTemp: WriteText = async (path, text) => {
  const temporary = `${path}.tmp`;
  await writeFile(temporary, text);
  await rename(temporary, path);
};

/** The same with a name of its own for each write. */
export const writeViaUniqueTemp: WriteText = async (path, text) => {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
};
