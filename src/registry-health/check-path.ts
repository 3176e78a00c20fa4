import { stat } from 'node:fs/promises';
import { checkRegistryFile, type RegistryHealth } from './check-registry-file.ts';

/** The same for a path that a person gave: what is no file is not read, for a pipe may never end. */
export async function checkPath(path: string, options: { expected?: number } = {}): Promise<RegistryHealth> {
  const stats = await stat(path).catch(() => null);
  if (stats === null || stats.isFile()) return checkRegistryFile(path, options);
  const what = stats.isDirectory() ? 'a folder' : stats.isFIFO() ? 'a pipe' : 'no file';
  return { path, entries: null, version: null, issues: [{ kind: 'unreadable', message: `it is ${what}` }] };
}
