// The programs in the simulation: standard input has what real Node showed, standard output what differs.
import '../../harness/seams/register.ts';
import { readFileSync } from 'node:fs';
import { defaultOrder } from '../../harness/engine/default-order.ts';
import { randomWalk } from '../../harness/strategies/random-walk.ts';
import type { Seen } from './log.ts';
import type { Program } from './program.ts';
import { programsOf } from './programs/index.ts';
import { runIn } from './run-simulated.ts';

/** Sampled executions within which every order that real Node showed must come. */
const SAMPLES_MAX = 200;

/** One program of which the simulation shows something else. */
export interface Difference {
  readonly name: string;
  /** `refused`: named, no verdict rests on it; `other`: the default order is none that was seen; `unreached`: an order that was. */
  readonly kind: 'refused' | 'other' | 'unreached';
  readonly real: readonly string[];
  readonly simulated: string;
}

async function compare(program: Program, real: readonly string[]): Promise<Difference | null> {
  const { name } = program;
  const { text, refused } = await runIn(program, defaultOrder);
  if (refused !== null) return { name, kind: 'refused', real, simulated: refused };
  if (!real.includes(text)) return { name, kind: 'other', real, simulated: text };
  const open = new Set(real);
  open.delete(text);
  for (let seed = 1; seed <= SAMPLES_MAX && open.size > 0; seed++) {
    open.delete((await runIn(program, randomWalk(seed))).text);
  }
  return open.size === 0 ? null : { name, kind: 'unreached', real: [...open], simulated: text };
}

const seen = JSON.parse(readFileSync(0, 'utf8')) as Seen;
const differences: Difference[] = [];
for (const program of programsOf(process.argv.slice(2))) {
  const difference = await compare(program, seen[program.name] ?? []);
  if (difference !== null) differences.push(difference);
}
process.stdout.write(JSON.stringify(differences));
