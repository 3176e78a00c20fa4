// Where this engine lies. In a checkout each module is a file of its own below `harness`; in the package they are bundled,
// so that what is relative to a module would be relative to something else.

const FOLDER = '/harness/';
const here = import.meta.url;

/** URL of the folder `harness`, in a checkout or below `dist`, with a slash at its end. */
export const HARNESS_FOLDER: string = here.slice(0, here.lastIndexOf(FOLDER) + FOLDER.length);

/** Whether this is the package, and no checkout. */
export const IS_BUILT: boolean = !here.endsWith('.ts');

/** URL of the folder with the package.json. */
export const PACKAGE_FOLDER: URL = new URL(IS_BUILT ? '../../' : '../', HARNESS_FOLDER);

/** The folder of a path within `harness`; empty if it is in none. */
export function harnessFolderOf(path: string): string {
  const at = path.lastIndexOf(FOLDER);
  return at < 0 ? '' : path.slice(0, at + FOLDER.length - 1);
}
