import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { regionOf } from '../../scenarios/shared/published.ts';

/** What scenarios use of openclaw: it cannot be installed, as one of the packages that it asks for does not exist. */
export const OPENCLAW = {
  versions: ['2026.4.5', '2026.5.7'],
  modules: ['src/agents/session-write-lock.ts'],
} as const;

/** Fetches the files with these modules and all that they import of the package, unless they are there. */
export function fetchOpenclaw(home: string): void {
  for (const version of OPENCLAW.versions) {
    const folder = join(home, `openclaw-${version}`);
    if (existsSync(folder)) continue;
    const unpacked = mkdtempSync(join(tmpdir(), 'raceline-openclaw-'));
    try {
      keep(unpack(version, unpacked), folder);
    } finally {
      rmSync(unpacked, { recursive: true, force: true });
    }
  }
}

/** The package, unpacked there: its folder. */
function unpack(version: string, to: string): string {
  run('npm', ['pack', `openclaw@${version}`, '--silent', '--pack-destination', to]);
  run('tar', ['-xzf', join(to, `openclaw-${version}.tgz`), '-C', to]);
  return join(to, 'package');
}

function run(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
}

/** Its manifest says that these files are ESM. */
function keep(from: string, to: string): void {
  const wanted = new Set(['package.json', ...OPENCLAW.modules.map((module) => fileWith(module, from))]);
  for (const path of wanted) {
    for (const [, imported = ''] of sourceOf(from, path).matchAll(/^import .*"(\.\/[^"]+)";$/gm)) {
      wanted.add(join(dirname(path), imported));
    }
  }
  // Under another name until it is whole.
  const part = `${to}.part`;
  for (const path of wanted) {
    mkdirSync(dirname(join(part, path)), { recursive: true });
    cpSync(join(from, path), join(part, path));
  }
  renameSync(part, to);
}

function fileWith(module: string, root: string): string {
  const found = readdirSync(join(root, 'dist'))
    .filter((name) => name.endsWith('.js'))
    .find((name) => sourceOf(root, join('dist', name)).includes(regionOf(module)));
  if (found === undefined) throw new Error(`openclaw's package has no ${module}`);
  return join('dist', found);
}

function sourceOf(root: string, path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
