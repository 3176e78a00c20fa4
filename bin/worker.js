// What worker threads run: as raceline.js.
import { existsSync } from 'node:fs';

process.setSourceMapsEnabled(true);
const isCheckout = existsSync(new URL('../harness/cli/workers/worker.ts', import.meta.url));
if (isCheckout) await import('./register-tsx.js');
const engine = await import(isCheckout ? '../harness/cli/workers/worker.ts' : '../dist/harness/worker.js');

export const answer = engine.answer;
