const NOTHING = 'nothing';
const SECTION = /(?<=^## Limits\n\n)[\s\S]*?(?=\n\nMIT licence\.)/m;

/** The README's section on limits, made of what FIDELITY.md has: a sentence a row, and what is so by design. */
export function limitsOf(fidelity: string): string {
  const rows = [...fidelity.matchAll(/^\| (?!API \|)(.+) \|$/gm)].map(([, cells = '']) =>
    sentenceOf(cells.split(' | ')),
  );
  const byDesign = [...fidelity.matchAll(/^- (.+)$/gm)].map(([, says = '']) =>
    says.replaceAll('](', '](harness/seams/'),
  );
  const head =
    'These are the differences from real Node that [FIDELITY.md](harness/seams/FIDELITY.md) still has, and no others are known. What small programs show:';
  return [head, '', ...rows.map(bullet), '', 'What is so by design:', '', ...byDesign.map(bullet)]
    .map((line) => wrapped(line))
    .join('\n');
}

/** The README with the section as it is to be. */
export function withLimits(readme: string, fidelity: string): string {
  return readme.replace(SECTION, () => limitsOf(fidelity));
}

/** `fs.openAsBlob: not simulated, and named .... Node: events of changes.` */
function sentenceOf([
  api = '',
  versions = '',
  real = '',
  simulated = '',
  ,
  harms = NOTHING,
]: readonly string[]): string {
  const of = versions === '20, 22, 24, 26' ? '' : ` (Node ${versions})`;
  const harm = harms === NOTHING ? '' : ` May harm ${harms}.`;
  return `${api}${of}: ${simulated}. Node: ${real}.${harm}`;
}

function bullet(says: string): string {
  return `- ${says}`;
}

const WIDTH = 130;

/** In lines of the README's width, those after the first indented under their bullet. */
function wrapped(text: string): string {
  const indent = text.startsWith('- ') ? '  ' : '';
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(last === undefined ? word : `${indent}${word}`);
  }
  return lines.join('\n');
}
