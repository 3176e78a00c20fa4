import { randomUUID } from 'node:crypto';
import { open, rename, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { WriteText } from './write-text.ts';

/**
 * When this resolves, a power loss keeps the new text; whenever it happens before, it keeps the old or the new one. The
 * bytes are synced before the rename makes them the file, the directory after it.
 */
export const writeDurably: WriteText = async (path, text) => {
  await replaceFile(path, text);
  await syncDirectory(dirname(path));
};

/** The same without the last sync: either text after a power loss, never anything else. */
export const replaceFile: WriteText = async (path, text) => {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, text, { flag: 'wx', flush: true });
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
};

/** In place, synced: what is left when atomic replacement is taken away. */
export const overwriteDurably: WriteText = (path, text) => writeFile(path, text, { flush: true });

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
