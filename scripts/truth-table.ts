// `npm run truth-table`: prints the truth table of the session-lock scenario's rotation policy, and writes it to its folder.
import { writeFileSync } from 'node:fs';
import { truthTableText } from '../scenarios/openclaw-62351-session-lock/truth-table-text.ts';

writeFileSync(new URL('../scenarios/openclaw-62351-session-lock/TRUTH-TABLE.md', import.meta.url), truthTableText());
process.stdout.write(truthTableText());
