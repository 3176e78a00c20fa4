// `npm run readme` rewrites the outputs, the table of strategies and the limits in README.md; harness/readme.test.ts checks that they
// are what commands print, what the catalogue says and what FIDELITY.md has.
import { readFileSync, writeFileSync } from 'node:fs';
import { withLimits } from './fidelity/limits.ts';
import { blocksOf, printed, withOutput } from './readme-blocks.ts';
import { withStrategyTable } from './strategy-table.ts';

const fidelity = readFileSync('harness/seams/FIDELITY.md', 'utf8');
let text = withLimits(withStrategyTable(readFileSync('README.md', 'utf8')), fidelity);
for (const block of blocksOf(text)) text = withOutput(text, block, await printed(block.command));
writeFileSync('README.md', text);
