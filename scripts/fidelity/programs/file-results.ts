import { join } from 'node:path';
import type { Place, Program } from '../program.ts';
import { said } from '../program.ts';
import { callIn, FORMS, plain, prepare, treeOf } from './file-fixtures.ts';

/** Arguments of a call, by what they are about; paths are below the program's folder. */
type Cases = Readonly<Record<string, (at: (name: string) => string) => readonly unknown[]>>;

const ONE_PATH: readonly string[] = [
  'file',
  'empty',
  'folder',
  'bare',
  'link',
  'dangling',
  'missing',
  'missing/x',
  'file/x',
];

function eachPath(more: readonly unknown[] = [], paths: readonly string[] = ONE_PATH): Cases {
  return Object.fromEntries(
    paths.map((name) => [`of ${name}`, (at: (name: string) => string) => [at(name), ...more]] as const),
  );
}

function eachPair(paths: readonly (readonly [string, string])[], more: readonly unknown[] = []): Cases {
  return Object.fromEntries(
    paths.map(([from, to]) => {
      return [`${from} to ${to}`, (at: (name: string) => string) => [at(from), at(to), ...more]] as const;
    }),
  );
}

const PAIRS = [
  ['file', 'new'],
  ['file', 'empty'],
  ['file', 'bare'],
  ['folder', 'bare'],
  ['folder', 'file'],
  ['folder', 'folder/inside'],
  ['bare', 'folder'],
  ['file', 'missing/x'],
  ['missing', 'new'],
  ['link', 'new'],
  ['dangling', 'new'],
  ['file', 'file'],
] as const;

const CALLS: Readonly<Record<string, Cases>> = {
  access: eachPath(),
  appendFile: eachPath([' more']),
  chmod: eachPath([0o640]),
  copyFile: eachPair(PAIRS),
  link: eachPair(PAIRS),
  lstat: eachPath(),
  mkdir: {
    ...eachPath(),
    'recursive, two levels': (at) => [at('a/b'), { recursive: true }],
    'recursive, that there is': (at) => [at('folder'), { recursive: true }],
    'recursive, through a file': (at) => [at('file/b'), { recursive: true }],
    'with a mode': (at) => [at('private'), 0o700],
  },
  readdir: {
    ...eachPath(),
    'with types': (at) => [at('.'), { withFileTypes: true }],
    recursive: (at) => [at('.'), { recursive: true }],
    'as bytes': (at) => [at('folder'), { encoding: 'buffer' }],
    'as buffer': (at) => [at('folder'), 'buffer'],
  },
  readFile: {
    ...eachPath(),
    'as text': (at) => [at('file'), 'utf8'],
    'as base64': (at) => [at('file'), { encoding: 'base64' }],
    'with a flag that makes it': (at) => [at('made'), { flag: 'a+', encoding: 'utf8' }],
    'with a flag for writing': (at) => [at('file'), { flag: 'w' }],
  },
  readlink: { ...eachPath(), 'as bytes': (at) => [at('link'), 'buffer'] },
  realpath: { ...eachPath(), 'as bytes': (at) => [at('link'), { encoding: 'buffer' }] },
  rename: eachPair(PAIRS),
  rm: {
    ...eachPath(),
    'recursive, of a folder': (at) => [at('folder'), { recursive: true }],
    'forced, of nothing': (at) => [at('missing'), { force: true }],
    'forced, of a folder': (at) => [at('folder'), { force: true }],
  },
  rmdir: eachPath(),
  stat: { ...eachPath(), 'throwIfNoEntry false': (at) => [at('missing'), { throwIfNoEntry: false }] },
  symlink: {
    'to a file': (at) => ['file', at('new')],
    'over a file': (at) => ['file', at('empty')],
    'into nothing': (at) => ['file', at('missing/x')],
    'with a type': (at) => ['folder', at('new'), 'dir'],
    'with a type there is not': (at) => ['folder', at('new'), 'round'],
  },
  truncate: { ...eachPath([2]), 'to more': (at) => [at('file'), 8], 'without a length': (at) => [at('file')] },
  unlink: eachPath(),
  utimes: eachPath([1, 2]),
  lutimes: eachPath([1, 2], ['file', 'link', 'dangling', 'missing']),
  writeFile: {
    ...eachPath(['new']),
    'of bytes': (at) => [at('new'), new Uint8Array([104, 105])],
    'of a part of an array': (at) => [at('new'), new Uint8Array([104, 105, 33]).subarray(1)],
    'of a data view': (at) => [at('new'), new DataView(new Uint8Array([104, 105]).buffer)],
    'of base64': (at) => [at('new'), 'aGk=', 'base64'],
    exclusively: (at) => [at('file'), 'new', { flag: 'wx' }],
    'at the end': (at) => [at('file'), 'new', { flag: 'a' }],
    'with a mode': (at) => [at('new'), 'new', { mode: 0o600 }],
    'and flushed': (at) => [at('new'), 'new', { flush: true }],
  },
  cp: {
    'a file': (at) => [at('file'), at('new')],
    'a folder without recursive': (at) => [at('folder'), at('new')],
    'a folder': (at) => [at('folder'), at('new'), { recursive: true }],
    'over a file, errorOnExist': (at) => [at('file'), at('empty'), { force: false, errorOnExist: true }],
    'into itself': (at) => [at('folder'), at('folder/x'), { recursive: true }],
  },
  mkdtemp: { 'in a missing folder': (at) => [at('missing/x-')] },
  statfs: eachPath([], ['missing', 'file/x', 'dangling']),
  opendir: { 'of nothing': (at) => [at('missing')], 'of a file': (at) => [at('file')] },
};

function programOf(name: string, what: string, args: Cases[string], form: (typeof FORMS)[number]): Program {
  return {
    name: `fs.${name}: ${what} (${form})`,
    api: `fs.${name}`,
    run: async (place: Place) => {
      prepare(place);
      const { dir, log } = place;
      try {
        log(
          plain(
            await callIn(
              form,
              name,
              args((path) => join(dir, path)),
            ),
          ),
        );
      } catch (error) {
        // `mkdtemp` tells the name that it drew.
        log(`throws ${said(error).replace(/x-\w{6}/, 'x-DRAWN')}`);
      }
      log(treeOf(dir).join(' '));
    },
  };
}

export const FILE_RESULTS: readonly Program[] = Object.entries(CALLS).flatMap(([name, cases]) =>
  Object.entries(cases).flatMap(([what, args]) => FORMS.map((form) => programOf(name, what, args, form))),
);
