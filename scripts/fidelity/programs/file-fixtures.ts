import fs from 'node:fs';
import { join } from 'node:path';
import { called, type Place, type Program, said } from '../program.ts';

/** What every program about files finds in its folder. */
export function prepare({ dir }: Place): void {
  fs.writeFileSync(join(dir, 'file'), 'hello');
  fs.writeFileSync(join(dir, 'empty'), '');
  fs.mkdirSync(join(dir, 'folder'));
  fs.writeFileSync(join(dir, 'folder/inner'), 'inner');
  fs.mkdirSync(join(dir, 'bare'));
  fs.symlinkSync('file', join(dir, 'link'));
  fs.symlinkSync('nowhere', join(dir, 'dangling'));
}

/** All that is there: `file=hello`, `folder/`, `link->file`. */
export function treeOf(dir: string, below = ''): string[] {
  return fs
    .readdirSync(join(dir, below))
    .sort()
    .flatMap((name) => {
      const path = join(below, name);
      const stats = fs.lstatSync(join(dir, path));
      if (stats.isSymbolicLink()) return [`${path}->${fs.readlinkSync(join(dir, path))}`];
      if (stats.isDirectory()) return [`${path}/`, ...treeOf(dir, path)];
      return [`${path}=${fs.readFileSync(join(dir, path), 'utf8').slice(0, 40)}`];
    });
}

export type Form = 'callback' | 'promise' | 'sync';
export const FORMS: readonly Form[] = ['callback', 'promise', 'sync'];

/** Calls `fs[name]` in one of its three forms. */
export async function callIn(form: Form, name: string, args: readonly unknown[]): Promise<unknown> {
  const { promises, ...rest } = fs;
  const api = { promises, ...rest } as unknown as Record<string, (...args: unknown[]) => unknown>;
  const own = promises as unknown as Record<string, (...args: unknown[]) => unknown>;
  if (form === 'promise') return own[name]?.(...args);
  if (form === 'sync') return api[`${name}Sync`]?.(...args);
  const [error, ...values] = await called((done) => api[name]?.(...args, done));
  if (error) throw error;
  return values.length > 1 ? values : values[0];
}

/** Without what differs from disk to disk. */
export function plain(value: unknown): string {
  if (value instanceof fs.Stats) {
    return `stats ${value.isFile() ? 'file' : value.isDirectory() ? 'folder' : 'other'} ${value.size * Number(value.isFile())} ${(value.mode & 0o777).toString(8)}`;
  }
  if (Buffer.isBuffer(value)) return `bytes ${value.toString('latin1')}`;
  if (Array.isArray(value)) return `[${value.map(plain).sort().join(', ')}]`;
  if (value instanceof fs.Dirent) return `entry ${value.name} ${value.isDirectory()}`;
  return said(value);
}

export type Run = (place: Place, at: (name: string) => string) => unknown;

/** Programs that find what `prepare` makes; the log ends in what they leave. */
export function programs(api: string, runs: Readonly<Record<string, Run>>): Program[] {
  return Object.entries(runs).map(([what, run]) => ({
    name: `${api}: ${what}`,
    api,
    run: async (place) => {
      prepare(place);
      await run(place, (name) => join(place.dir, name));
      place.log(treeOf(place.dir).join(' '));
    },
  }));
}
