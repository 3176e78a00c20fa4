// `npm run readme` rewrites the outputs and the table of strategies in README.md; harness/readme.test.ts checks that they are
// what commands print and what the catalogue says.
import { readFileSync, writeFileSync } from 'node:fs';
import { blocksOf, printed, withOutput } from './readme-blocks.ts';
import { withStrategyTable } from './strategy-table.ts';

let text = withStrategyTable(readFileSync('README.md', 'utf8'));
for (const block of blocksOf(text)) text = withOutput(text, block, await printed(block.command));
writeFileSync('README.md', text);
