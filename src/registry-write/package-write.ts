import writeFileAtomic from 'write-file-atomic';
import { readModifyWrite } from './read-modify-write.ts';
import type { OpenRegistry } from './registry-file.ts';
import type { WriteText } from './write-text.ts';

/** The npm package write-file-atomic in place of writeFile: unique temporary file, fsync, rename. */
export function packageWrite(writeText: WriteText = writeFileAtomic): OpenRegistry {
  return readModifyWrite((path, text) => writeText(path, text));
}
