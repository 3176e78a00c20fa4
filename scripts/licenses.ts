import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Metafile } from 'esbuild';

/** The license texts of the packages that esbuild has made part of a bundle, each under its name and version: they ask to be given along. */
export function licensesOf(bundles: readonly Metafile[], root: string): string {
  const inputs = bundles.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = new Set(inputs.flatMap((path) => packageOf(join(root, path)) ?? []));
  return [...folders].sort().map(licenseIn).join('\n\n');
}

/** The nearest folder above with a package.json that names it, within node_modules; others are our own files. */
function packageOf(path: string): string | null {
  if (!path.includes('/node_modules/')) return null;
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) && manifestIn(folder).version !== undefined) return folder;
  }
  return null;
}

function manifestIn(folder: string): { readonly name?: string; readonly version?: string; readonly license?: string } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

function licenseIn(folder: string): string {
  const { name, version, license } = manifestIn(folder);
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const text = file === undefined ? `License: ${license}\n` : readFileSync(join(folder, file), 'utf8');
  return `${name} ${version}\n\n${text}`;
}
