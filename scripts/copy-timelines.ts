// Part of `npm run build`: the compiler leaves data files behind, so the issues' timelines are copied into dist.
import { cpSync, existsSync, readdirSync } from 'node:fs';

for (const scenario of readdirSync('scenarios')) {
  const folder = `scenarios/${scenario}/timelines`;
  if (existsSync(folder)) cpSync(folder, `dist/${folder}`, { recursive: true });
}
