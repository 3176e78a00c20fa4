import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, text } from './import-graph.ts';

// The `my-fix.ts` that READMEs show, and what they say of it.

export interface OwnFix {
  /** Whose README shows it: a scenario's name, or `README` for that of the repository. */
  readonly of: string;
  readonly code: string;
  /** Properties that it is said to break, in alphabetical order; null: nothing is said. */
  readonly breaks: readonly string[] | null;
  /** Examples that its section names: where to look for what is rare. */
  readonly rareIn: readonly string[];
}

const SECTION = /^##+ Try your own fix\n([\s\S]*?)(?=^##+ |(?![\s\S]))/m;
const BLOCK = /```ts\n([\s\S]*?)```\n/;
/** One sentence says it all: `my-fix` holds everything, or it breaks these. */
const SAYS = /`my-fix` (?:holds everything|breaks ((?:`[\w-]+`(?:, (?:and )?| and )?)+))/;
const RARE = /rare outside of ((?:`[\w-]+`(?:, (?:and )?| and )?)+)/;

/** Those of all scenarios with a README, and the one of the repository. */
export function ownFixes(): OwnFix[] {
  const scenarios = readdirSync(join(ROOT, 'scenarios')).filter((name) =>
    existsSync(join(ROOT, 'scenarios', name, 'README.md')),
  );
  return [...scenarios.map((name) => fixIn(name, `scenarios/${name}/README.md`)), fixIn('README', 'README.md')];
}

/** Without code, where the README shows none. */
function fixIn(of: string, readme: string): OwnFix {
  const [, section = ''] = SECTION.exec(text(readme)) ?? [];
  const [block = '', code = ''] = BLOCK.exec(section) ?? [];
  const said = section.replace(block, '').replace(/\s+/g, ' ');
  const [isSaid, broken = ''] = SAYS.exec(said) ?? [];
  const [, examples = ''] = RARE.exec(said) ?? [];
  return { of, code, breaks: isSaid === undefined ? null : namesIn(broken).sort(), rareIn: namesIn(examples) };
}

function namesIn(list: string): string[] {
  return [...list.matchAll(/`([\w-]+)`/g)].map(([, name = '']) => name);
}
