// `npm run leftovers [EXECUTIONS [SCENARIO]]`: what so many executions of each scenario of the catalogue leave in the process that made
// them: timers, handles, listeners, changed functions, loaded modules, megabytes. Exits 1 if that is anything, or more than one.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CATALOGUE } from '../scenarios/index.ts';

const EXECUTIONS = 100_000;
const [executions = EXECUTIONS, only] = [...process.argv.slice(2, 3).map(Number), ...process.argv.slice(3)] as [
  number?,
  string?,
];
const ONE = fileURLToPath(new URL('leftovers-of-one.ts', import.meta.url));

let left = 0;
console.log(`${executions} executions each, ${process.version}`);
for (const name of CATALOGUE.keys()) {
  if (only !== undefined && name !== only) continue;
  const { status } = spawnSync(process.execPath, ['--expose-gc', '--import', 'tsx', ONE, name, `${executions}`], {
    stdio: 'inherit',
  });
  if (status !== 0) left++;
}
console.log(left === 0 ? 'nothing is left' : `${left} scenarios leave something`);
if (left > 0) process.exitCode = 1;
