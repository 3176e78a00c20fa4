import { SOURCES } from './list.ts';
import type { Source } from './source.ts';

const ANSWERS: Readonly<Record<Source['answer'], string>> = {
  completion: 'controlled: a step of its own',
  value: 'controlled: the execution gives it',
  turn: 'controlled: over in the step that began it',
  named: 'named, begun once',
  refused: 'named, never begun',
};

/** SOURCES.md: what each source comes to. */
export function sourcesDocument(): string {
  const all = Object.values(SOURCES).flat();
  const count = (...answers: Source['answer'][]): number => all.filter(({ answer }) => answers.includes(answer)).length;
  const controlled = count('completion', 'value', 'turn');
  return [
    '# Where code comes by what no schedule decides',
    '',
    `Made by \`npm run sources\`. Of these ${all.length} sources of asynchrony, time, chance and the outside world ${controlled} are controlled:`,
    'two explorations with one seed are the same, and a verdict depends on what they give. The others make a verdict `unknown`, which names',
    `the source and the line that began it. ${count('refused')} of them are refused; ${count('named')} really begin, whereupon the exploration of that`,
    'implementation ends: what was named is not begun again. `allow: [NAME]` of a scenario takes the name in the third column.',
    '[sources.test.ts](sources.test.ts) tries each.',
    '',
    '| source | what it comes to | named as | Node |',
    '|---|---|---|---|',
    ...all.map((each) => {
      const isNamed = each.answer === 'named' || each.answer === 'refused';
      return `| ${each.name} | ${ANSWERS[each.answer]} | ${isNamed ? (each.as ?? each.name) : ''} | ${versionsOf(each)} |`;
    }),
    '',
  ].join('\n');
}

function versionsOf({ since, until }: Source): string {
  if (since !== undefined) return `from ${since} on`;
  return until === undefined ? 'all' : `before ${until}`;
}
