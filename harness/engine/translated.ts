import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Follows the path of a file whose code was translated, in stacks. */
export const TRANSLATED_MARK = '?copy';

type Payload = ConstructorParameters<typeof SourceMap>[0];

/** Source maps of translated files, as text: most are never asked for. */
const maps = new Map<string, string | SourceMap>();

/** Keeps by which map the lines of this file's translation are its own again. */
export function keepSourceMap(path: string, map: string): void {
  maps.set(path, map);
}

/** The path of what a stack calls a place: a path or an address, with what a loader has added to it. */
export function pathOf(place: string): string {
  const path = place.startsWith('file:') ? fileURLToPath(place) : place;
  const mark = path.indexOf('?');
  return mark < 0 ? path : path.slice(0, mark);
}

/** Where code that ran at this place was written. */
export function writtenAt(place: string, row: number, column: number): { readonly path: string; readonly row: number } {
  const path = pathOf(place);
  if (!place.endsWith(TRANSLATED_MARK)) return { path, row };
  const known = maps.get(path);
  if (known === undefined) return { path, row };
  const map = typeof known === 'string' ? new SourceMap(JSON.parse(known) as Payload) : known;
  maps.set(path, map);
  const found: { originalLine?: number } = map.findEntry(row - 1, column - 1);
  return { path, row: found.originalLine === undefined ? row : found.originalLine + 1 };
}
