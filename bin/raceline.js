#!/usr/bin/env node
// In a checkout the sources run as they are, through tsx; in the published package the built files do, and tsx is
// registered where a user's own module is loaded, which may be TypeScript.
import { existsSync } from 'node:fs';

process.setSourceMapsEnabled(true);
if (existsSync(new URL('../harness/cli/main.ts', import.meta.url))) {
  await import('./register-tsx.js');
  await import('../harness/cli/main.ts');
} else {
  await import('../dist/harness/cli/main.js');
}
