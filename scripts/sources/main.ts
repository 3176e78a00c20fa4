// `npm run sources` writes harness/seams/SOURCES.md; harness/seams/sources.test.ts tries each of them.
import { writeFileSync } from 'node:fs';
import { sourcesDocument } from './document.ts';

writeFileSync(new URL('../../harness/seams/SOURCES.md', import.meta.url), sourcesDocument());
