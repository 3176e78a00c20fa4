import { BY_DESIGN } from './by-design.ts';
import { KNOWN, type Known } from './known.ts';

/** FIDELITY.md: the known differences that were seen, with the versions of Node on which. */
export function fidelityOf(found: ReadonlyMap<Known, ReadonlySet<string>>, programs: number): string {
  const rows = KNOWN.filter((row) => found.has(row));
  const harmful = rows.filter(({ harms }) => harms !== null).length;
  return [
    '# What differs from real Node',
    '',
    `Made by \`npm run fidelity\`, which runs ${programs} small programs on real Node and in the simulation. The default order`,
    'must be one that real Node shows, and every order that real Node shows must come within 200 sampled executions. Rows are what is',
    `left: ${rows.length}, of which ${harmful} may harm a verdict.`,
    '',
    '| API | Node | real | simulated | why | may harm |',
    '|---|---|---|---|---|---|',
    ...rows.map((row) => {
      const versions = [...(found.get(row) ?? [])].join(', ');
      return `| ${[row.api, versions, row.real, row.simulated, row.why, row.harms ?? 'nothing'].join(' | ')} |`;
    }),
    '',
    'What no program of a few lines shows, and is so by design or for want of a way:',
    '',
    ...BY_DESIGN.map(({ says }) => `- ${says.replaceAll('(harness/seams/', '(')}`),
    '',
  ].join('\n');
}
