#!/usr/bin/env node
// In a checkout the sources run as they are; in the published package the built files do. Either way tsx is registered,
// because a user's own scenario may be TypeScript.
import { existsSync } from 'node:fs';
import { register as registerRequire } from 'tsx/cjs/api';
import { register as registerImport } from 'tsx/esm/api';

registerImport();
registerRequire();
process.setSourceMapsEnabled(true);
const isCheckout = existsSync(new URL('../harness/cli/main.ts', import.meta.url));
await import(isCheckout ? '../harness/cli/main.ts' : '../dist/harness/cli/main.js');
