// Part of `npm run build`: the compiler leaves data files behind, so the issues' timelines are copied after it.
import { cpSync, existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** `dist`: the folder that the compiler wrote to. */
export function copyTimelines(dist: string): void {
  for (const scenario of readdirSync(join(ROOT, 'scenarios'))) {
    const timelines = `scenarios/${scenario}/timelines`;
    if (existsSync(join(ROOT, timelines))) cpSync(join(ROOT, timelines), join(dist, timelines), { recursive: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) copyTimelines(join(ROOT, 'dist'));
