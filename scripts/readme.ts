// `npm run readme` rewrites the outputs in README.md; harness/readme.test.ts checks that they are what commands print.
import { readFileSync, writeFileSync } from 'node:fs';
import { blocksOf, printed, withOutput } from './readme-blocks.ts';

let text = readFileSync('README.md', 'utf8');
for (const block of blocksOf(text)) text = withOutput(text, block, await printed(block.command));
writeFileSync('README.md', text);
