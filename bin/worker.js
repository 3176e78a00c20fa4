// What worker threads run: as raceline.js.
import { existsSync } from 'node:fs';
import { register as registerRequire } from 'tsx/cjs/api';
import { register as registerImport } from 'tsx/esm/api';

registerImport();
registerRequire();
process.setSourceMapsEnabled(true);
const isCheckout = existsSync(new URL('../harness/cli/workers/worker.ts', import.meta.url));
const engine = await import(isCheckout ? '../harness/cli/workers/worker.ts' : '../dist/harness/cli/workers/worker.js');

export const answer = engine.answer;
