import fs from 'node:fs';
import util from 'node:util';
import { dispatch, PASS_THROUGH } from '../dispatch/dispatch.ts';

const DEFAULT_PATH = '.env';

/** `process.loadEnvFile` reads the simulated disk, and sets variables of the simulated process: those that it has not. */
export function installEnvFileSeam(): void {
  dispatch(process, 'loadEnvFile', (_, [path = DEFAULT_PATH]) => {
    if (typeof path !== 'string' && !(path instanceof URL) && !Buffer.isBuffer(path)) return PASS_THROUGH;
    const parse = (util as { parseEnv?: (text: string) => Record<string, string> }).parseEnv;
    if (parse === undefined) return PASS_THROUGH;
    for (const [name, value] of Object.entries(parse(fs.readFileSync(path, 'utf8')))) process.env[name] ??= value;
    return undefined;
  });
}
