// `npm run mutation [MUTANTS [SEED]]`: how many small faults in the engine the tests notice (StrykerJS). Lines are drawn from what decides
// verdicts until they have about that many mutants; each mutant is tried on the tests that reach it. Survivors are printed; those that
// survivors.json gives a reason for are told apart. Exits 1 below SCORE_MIN.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import ts from 'typescript';
import { Random } from '../../harness/engine/random.ts';
import { filesUnder } from '../../harness/testing/import-graph.ts';
import { ROOT } from '../nodes.ts';

const [mutantsWanted = 400, seed = 1] = process.argv.slice(2).map(Number) as [number?, number?];
const FOLDERS = ['engine', 'world', 'seams', 'strategies', 'shrink', 'run', 'explore'].map((name) => `harness/${name}`);
/** Percent of the mutants that tests must notice. */
const SCORE_MIN = 90;
/** Mutants that StrykerJS makes of a line that can be mutated, as found here. */
const MUTANTS_A_LINE = 1.25;
const REASONS = join(ROOT, 'scripts/mutation/survivors.json');
const RESULTS = join(ROOT, 'reports/out/mutation.json');

/** Lines on which something can be changed: what is typed or imported only has no effect. */
function linesOf(file: string): number[] {
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const lines = new Set<number>();
  const visit = (node: ts.Node): void => {
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isImportDeclaration(node)) return;
    const isChangeable =
      ts.isBinaryExpression(node) ||
      ts.isPrefixUnaryExpression(node) ||
      ts.isConditionalExpression(node) ||
      ts.isIfStatement(node) ||
      ts.isCallExpression(node) ||
      node.kind === ts.SyntaxKind.TrueKeyword ||
      node.kind === ts.SyntaxKind.FalseKeyword;
    // A static mutant, of what runs as the module loads, would have to be tried on every test.
    if (isChangeable && isInFunction(node))
      lines.add(source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...lines];
}

function isInFunction(node: ts.Node): boolean {
  for (let outer = node.parent; outer !== undefined; outer = outer.parent) if (ts.isFunctionLike(outer)) return true;
  return false;
}

/** As `file:line-line`, the same for one seed. */
function draw(): string[] {
  const files = FOLDERS.flatMap(filesUnder).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  const lines = files.flatMap((file) => linesOf(file).map((line) => `${file}:${line}-${line}`));
  const random = new Random(seed);
  const drawn: string[] = [];
  while (drawn.length < mutantsWanted / MUTANTS_A_LINE && lines.length > 0) {
    drawn.push(...lines.splice(random.below(lines.length), 1));
  }
  return drawn;
}

type MutantResult = Awaited<ReturnType<Stryker['runMutationTest']>>[number];

function nameOf({ fileName, location, mutatorName, replacement = '' }: MutantResult): string {
  const { line, column } = location.start;
  return `${fileName}:${line + 1}:${column + 1} ${mutatorName} -> ${replacement.replace(/\s+/g, ' ').slice(0, 80)}`;
}

const results = await new Stryker({
  testRunner: 'vitest',
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  allowEmpty: true,
  concurrency: 2,
  mutate: draw(),
  vitest: { configFile: 'scripts/mutation/vitest.config.ts', related: false },
  reporters: ['progress-append-only'],
  tempDirName: '.stryker-tmp',
  timeoutMS: 20_000,
  ignorePatterns: ['/.nodes', '/.built', '/dist', '/findings', '/reports/out'],
}).runMutationTest();

const reasons = JSON.parse(readFileSync(REASONS, 'utf8')) as Record<string, string>;
const tried = results.filter(({ status }) => status !== 'Ignored' && status !== 'CompileError');
const survivors = tried.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
const score = (100 * (tried.length - survivors.length)) / tried.length;
for (const folder of FOLDERS) {
  const here = tried.filter(({ fileName }) => fileName.includes(`${folder}/`));
  const left = survivors.filter(({ fileName }) => fileName.includes(`${folder}/`));
  console.log(`${folder.padEnd(22)}${here.length - left.length} of ${here.length}`);
}
for (const survivor of survivors) {
  const name = nameOf(survivor);
  console.log(`${survivor.status}: ${name}${reasons[name] === undefined ? '' : `\n  ${reasons[name]}`}`);
}
mkdirSync(join(ROOT, 'reports/out'), { recursive: true });
writeFileSync(RESULTS, `${JSON.stringify(results, null, 1)}\n`);
console.log(`${tried.length} mutants, seed ${seed}: ${score.toFixed(1)} % noticed`);
if (!(score >= SCORE_MIN)) process.exitCode = 1;
