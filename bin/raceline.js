#!/usr/bin/env node
// In the published package the command is built. In a checkout it is built when a source has changed since.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const at = (path) => ROOT + path;

/** Whether each file and folder has the time that it had then: a folder's changes with what is in it. */
function isAsBuilt() {
  try {
    const lines = readFileSync(at('.built/built-from.txt'), 'utf8').split('\n');
    return lines.every((line) => {
      const [path, time] = line.split(' ');
      return statSync(at(path)).mtimeMs === Number(time);
    });
  } catch {
    return false;
  }
}

process.setSourceMapsEnabled(true);
if (existsSync(at('harness/cli/main.ts'))) {
  if (!isAsBuilt()) {
    const build = ['--import', 'tsx', at('scripts/build-checkout.ts')];
    execFileSync(process.execPath, build, { cwd: at('.'), stdio: 'inherit' });
  }
  await import('../.built/dist/harness/cli/main.js');
} else {
  await import('../dist/harness/cli/main.js');
}
