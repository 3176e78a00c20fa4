// `npm run references [EXECUTIONS [SCENARIO...]]`: explores the reference of each scenario, as it is and at every value of its ranges
// for which the scenario claims it. Exits 1 unless every property holds; one that a single workload never puts to the test is passed over.
import '../harness/seams/register.ts';
import { scenarioAt } from '../harness/explore/at-value.ts';
import { explore } from '../harness/explore/explore.ts';
import type { Scenario, Verdict } from '../harness/index.ts';
import { CATALOGUE } from '../scenarios/index.ts';

const EXECUTIONS = 20_000;
const SEED = 7;
const REFERENCE = 'reference';

const [executions = EXECUTIONS] = process.argv.slice(2, 3).map(Number);
const names = process.argv.slice(3);

/** The scenario as it is. */
const WHOLE = 'examples and generated';

/** That, and what it is at each value that is claimed for its reference. */
function variantsOf(scenario: Scenario): (readonly [string, Scenario])[] {
  const variants: (readonly [string, Scenario])[] = [[WHOLE, scenario]];
  for (const [range, { values, claimedTo }] of Object.entries(scenario.ranges ?? {})) {
    for (const value of values.filter((each) => each <= claimedTo)) {
      variants.push([`${range} ${value}`, scenarioAt(scenario, { range, value })]);
    }
  }
  return variants;
}

async function examine(scenario: Scenario, says: string): Promise<boolean> {
  const began = process.cpuUsage();
  const { verdicts, steps } = await explore(scenario, REFERENCE, { seed: SEED, schedulesMax: executions });
  const { user, system } = process.cpuUsage(began);
  const isIdle = ({ how }: Verdict): boolean => says !== WHOLE && how.kind === 'vacuous';
  const open = verdicts.filter((each) => each.verdict !== 'holds' && !isIdle(each));
  const idle = verdicts.filter(isIdle).length;
  const held = verdicts.length - idle - open.length;
  const told = open.map(({ property, verdict }) => `${verdict} ${property}`).join(', ') || 'all hold';
  const seconds = ((user + system) / 1e6).toFixed(0);
  console.log(`  ${says.padEnd(24)} ${held} properties, ${idle} idle, ${steps} steps, ${seconds} s: ${told}`);
  return open.length === 0;
}

let isGood = true;
for (const [name, { load }] of CATALOGUE) {
  const { scenario } = await load();
  if (!Object.hasOwn(scenario.implementations, REFERENCE) || (names.length > 0 && !names.includes(name))) continue;
  console.log(`${name}: ${executions} executions each`);
  for (const [says, variant] of variantsOf(scenario)) isGood = (await examine(variant, says)) && isGood;
}
if (!isGood) process.exitCode = 1;
