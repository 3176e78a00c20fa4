import fs, { type CopyOptions, promises } from 'node:fs';
import { called, outcomeOf, type Place, type Program, said } from '../program.ts';
import { callIn, FORMS, type Form, programs, treeOf } from './file-fixtures.ts';

type At = (name: string) => string;

/** What is copied to what, among what `prepare` makes. */
const PAIRS: readonly (readonly [from: string, to: string, options?: CopyOptions])[] = [
  ['file', 'file'],
  ['folder', 'file', { recursive: true }],
  ['file', 'folder'],
  ['folder', 'folder/x', { recursive: true }],
  ['folder', 'bare', { recursive: true }],
  ['missing', 'new'],
  ['file', 'a/b/c'],
  ['file', 'file/x'],
  ['link', 'new'],
  ['link', 'new', { verbatimSymlinks: true }],
  ['link', 'new', { dereference: true }],
  ['link', 'link'],
  ['link', 'file'],
  ['dangling', 'new'],
  ['folder', 'link', { recursive: true }],
  ['file', 'new', { filter: () => false }],
  ['file', 'new', { filter: async () => true }],
  ['file', 'new', { mode: fs.constants.COPYFILE_EXCL }],
  ['file', 'new', { mode: 99 }],
  ['file', 'empty', { force: false }],
  ['file', 'new', { dereference: true, verbatimSymlinks: true }],
  ['file', 'new', { recursive: 1 as never }],
  ['file', 'new', { filter: 5 as never }],
  ['folder/inner', 'folder'],
];

/** Trees `a` and `b` in a folder of their own, and how one is copied onto the other. */
const TREES: Readonly<Record<string, readonly [prepare: (at: At) => void, options?: CopyOptions]>> = {
  'to what is not there': [() => {}],
  'onto an empty one': [(at) => fs.mkdirSync(at('b'))],
  'onto one with other files': [(at) => put(at, 'b/sub/other')],
  'onto one with the same file': [(at) => put(at, 'b/sub/f')],
  'onto one with the same file, not forced': [(at) => put(at, 'b/sub/f'), { force: false }],
  'onto one with the same file, which is an error': [
    (at) => put(at, 'b/sub/f'),
    { force: false, errorOnExist: true, filter: () => true },
  ],
  'with links as they are': [() => {}, { verbatimSymlinks: true }],
  'with a filter': [() => {}, { filter: (from) => !from.endsWith('link') }],
  'with modes': [
    (at) => {
      fs.chmodSync(at('a/sub/f'), 0o440);
      fs.chmodSync(at('a/sub'), 0o500);
    },
  ],
  'with times': [(at) => setTimes(at), { preserveTimestamps: true }],
  'with times, filtered': [(at) => setTimes(at), { preserveTimestamps: true, filter: () => true }],
  'with what links lead to': [() => {}, { dereference: true, filter: () => true }],
  'with a link to nothing': [(at) => fs.symlinkSync('nowhere', at('a/none'))],
  'with a link to a folder': [(at) => fs.symlinkSync('sub', at('a/way'))],
};

function put(at: At, path: string): void {
  fs.mkdirSync(at(path.slice(0, path.lastIndexOf('/'))), { recursive: true });
  fs.writeFileSync(at(path), 'old');
}

function setTimes(at: At): void {
  for (const [path, time] of [['a/sub/f', 1] as const, ['a/sub', 2] as const, ['a', 3] as const]) {
    fs.utimesSync(at(path), time, time);
  }
}

function attributesOf(path: string): string {
  const { mode, mtimeMs } = fs.statSync(path);
  return `${(mode & 0o777).toString(8)}${mtimeMs < 10_000 ? ` of ${mtimeMs}` : ''}`;
}

async function logCopy({ log }: Place, form: Form, args: readonly unknown[]): Promise<void> {
  try {
    log(said(await callIn(form, 'cp', args)));
  } catch (error) {
    const { name, code, path, syscall } = error as NodeJS.ErrnoException;
    log(`throws ${name} ${code} ${path} ${syscall} ${(error as Error).message}`);
  }
}

const pairs = PAIRS.flatMap(([from, to, options], number) =>
  FORMS.flatMap((form) =>
    programs('fs.cp', {
      [`pair ${number}, ${from} to ${to} (${form})`]: (place, at) => logCopy(place, form, [at(from), at(to), options]),
    }),
  ),
);

const trees = Object.entries(TREES).flatMap(([what, [prepare, options]]) =>
  FORMS.map((form): Program => {
    return {
      name: `fs.cp: a tree ${what} (${form})`,
      api: 'fs.cp',
      run: async (place) => {
        const at = (name: string): string => `${place.dir}/${name}`;
        fs.mkdirSync(at('a/sub'), { recursive: true });
        fs.writeFileSync(at('a/sub/f'), 'hello');
        fs.symlinkSync('sub/f', at('a/link'));
        prepare(at);
        await logCopy(place, form, [at('a'), at('b'), { recursive: true, ...options }]);
        place.log(treeOf(place.dir).join(' '));
        for (const path of ['b', 'b/sub', 'b/sub/f'].filter((each) => fs.existsSync(at(each)))) {
          place.log(`${path} ${attributesOf(at(path))}`);
        }
        // Whoever cleans up may be refused otherwise.
        fs.chmodSync(at('a/sub'), 0o700);
        if (fs.existsSync(at('b/sub'))) fs.chmodSync(at('b/sub'), 0o700);
      },
    };
  }),
);

const more = programs('fs.cp', {
  'what its callback gets': async ({ log }, at) => {
    log(said(await called((done) => fs.cp(at('file'), at('new'), done))));
    log(said((await called((done) => fs.cp(at('missing'), at('new'), {}, done))).length));
  },
  'without a callback': async ({ log }, at) => {
    log(await outcomeOf(() => (fs.cp as (...args: unknown[]) => void)(at('file'), at('new'))));
    log(await outcomeOf(() => (fs.cp as (...args: unknown[]) => void)(5, at('new'), () => {})));
  },
  'by URL': (_place, at) => promises.cp(new URL(`file://${at('file')}`), new URL(`file://${at('new')}`)),
  'what the filter sees': async ({ dir, log }, at) => {
    const seen: string[] = [];
    const filter = (from: string, to: string): boolean => seen.push(`${from} ${to}`) > 0;
    await promises.cp(at('folder'), at('new'), { recursive: true, filter });
    fs.cpSync(at('folder'), at('newer'), { recursive: true, filter });
    log(seen.join('; ').replaceAll(dir, '.'));
  },
});

export const FILE_COPIES: readonly Program[] = [...pairs, ...trees, ...more];
