import fs, { promises } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { outcomeOf, type Program } from '../program.ts';
import { callIn, FORMS, type Form } from './file-fixtures.ts';

/** What is no path, no text, no mode, ... of a call whose first argument is a path. */
const WRONG: Readonly<Record<string, readonly unknown[]>> = {
  nothing: [],
  'a number': [5],
  'an object': [{}],
  null: [null],
  'a path with a zero byte': ['a\0b'],
};
/** Take a descriptor too. */
const BY_FD = ['appendFile', 'readFile', 'truncate', 'writeFile'];
const ON_PATHS = [
  'access',
  'appendFile',
  'chmod',
  'copyFile',
  'link',
  'lstat',
  'mkdir',
  'mkdtemp',
  'open',
  'opendir',
  'readdir',
  'readFile',
  'readlink',
  'realpath',
  'rename',
  'rm',
  'rmdir',
  'stat',
  'symlink',
  'truncate',
  'unlink',
  'utimes',
  'writeFile',
];
/** Wrong after the path. */
const WRONG_LATER: readonly (readonly [string, readonly unknown[]])[] = [
  ['access', ['file', 'x']],
  ['access', ['file', 99]],
  ['appendFile', ['file', Symbol('s')]],
  ['appendFile', ['file', 'x', 'no encoding']],
  ['chmod', ['file', 'x']],
  ['chmod', ['file', -1]],
  ['chmod', ['file', 1.5]],
  ['copyFile', ['file', 'new', 99]],
  ['copyFile', ['file', 'new', 'x']],
  ['copyFile', ['file', null]],
  ['mkdir', ['new', { recursive: 1 }]],
  ['mkdir', ['new', { mode: 'x' }]],
  ['open', ['file', 'no flag']],
  ['open', ['file', 'r', 'x']],
  ['readdir', ['.', 'no encoding']],
  ['readdir', ['.', 5]],
  ['readFile', ['file', 'no encoding']],
  ['readFile', ['file', 5]],
  ['readFile', ['file', { flag: 'no flag' }]],
  ['readFile', ['file', { signal: 5 }]],
  ['rename', ['file', 5]],
  ['rm', ['file', { recursive: 1 }]],
  ['rm', ['file', { force: 'x' }]],
  ['rm', ['file', { maxRetries: -1 }]],
  ['rmdir', ['bare', { recursive: 1 }]],
  ['symlink', ['file', 5]],
  ['truncate', ['file', 'x']],
  ['truncate', ['file', 1.5]],
  ['utimes', ['file', 'x', 'y']],
  ['utimes', ['file', {}, 1]],
  ['writeFile', ['file', undefined]],
  ['writeFile', ['file', 5]],
  ['writeFile', ['file', {}]],
  ['writeFile', ['file', 'x', 'no encoding']],
  ['writeFile', ['file', 'x', { flag: 'no flag' }]],
  ['writeFile', ['file', 'x', { mode: 'x' }]],
  ['writeFile', ['file', 'x', { flush: 1 }]],
  ['writeFile', ['file', 'x', { signal: 5 }]],
];

function program(name: string, what: string, form: Form, args: readonly unknown[]): Program {
  return {
    name: `arguments of fs.${name}: ${what} (${form})`,
    api: `arguments of fs.${name}`,
    run: async ({ dir, log }) => {
      fs.writeFileSync(join(dir, 'file'), 'hello');
      fs.mkdirSync(join(dir, 'bare'));
      const [path, ...rest] = args;
      const isName = typeof path === 'string' && !path.includes('\0');
      const placed = rest.map((each) => (each === 'new' ? join(dir, each) : each));
      const full = args.length === 0 ? [] : [isName ? join(dir, path) : path, ...placed];
      log((await outcomeOf(() => callIn(form, name, full))).replace(`'${process.cwd().replace(/\/$/, '')}/`, "'CWD/"));
      log(fs.readFileSync(join(dir, 'file'), 'utf8'));
    },
  };
}

const wrongPaths = ON_PATHS.flatMap((name) =>
  Object.entries(WRONG).flatMap(([what, args]) => {
    if (what === 'a number' && BY_FD.includes(name)) return [];
    const more = /^(?:append|write)/.test(name) && args.length > 0 ? [...args, 'text'] : args;
    return FORMS.map((form) => program(name, what, form, more));
  }),
);
const wrongLater = WRONG_LATER.flatMap(([name, args]) =>
  FORMS.map((form) => program(name, `later ${args.slice(1).map(nameOf).join(' and ')}`, form, args)),
);

function nameOf(value: unknown): string {
  if (typeof value === 'symbol' || value === undefined) return String(value);
  return JSON.stringify(value);
}

/** Without a callback, or with one that is none. */
const withoutCallback = ON_PATHS.flatMap((name) =>
  [undefined, 5].map((callback): Program => {
    return {
      name: `callback of fs.${name}: ${callback}`,
      api: 'callbacks of fs',
      run: async ({ dir, log }) => {
        const call = (fs as unknown as Record<string, (...args: unknown[]) => unknown>)[name];
        const more = /^(?:append|write)/.test(name) ? ['x'] : /^(?:rename|copy|link|sym)/.test(name) ? [dir] : [];
        const uncaught = (error: Error): void => log(`later ${error.name}: ${error.message}`);
        process.on('uncaughtException', uncaught);
        log(await outcomeOf(() => call?.(join(dir, 'missing'), ...more, ...(callback ? [callback] : []))));
        await sleep(3);
        process.removeListener('uncaughtException', uncaught);
      },
    };
  }),
);

const shapes = ON_PATHS.flatMap((name): Program[] => [
  {
    name: `shape of fs.${name}`,
    api: 'names and lengths of fs',
    run: ({ log }) => {
      const own = fs as unknown as Record<string, { name: string; length: number }>;
      const promised = promises as unknown as Record<string, { name: string; length: number }>;
      for (const call of [own[name], own[`${name}Sync`], promised[name]]) log(`${call?.name} ${call?.length}`);
    },
  },
]);

export const FILE_ERRORS: readonly Program[] = [...wrongPaths, ...wrongLater, ...withoutCallback, ...shapes];
