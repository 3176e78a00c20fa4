import module, { createRequire } from 'node:module';
import { runAsHarness } from '../engine/current-actor.ts';
import { type Call, patch, publishPatches } from '../engine/patch.ts';

const require = createRequire(import.meta.url);

/** What is to be done to modules of Node once they are loaded, in order. */
let waiting: { readonly name: string; readonly install: (exported: object) => void }[] = [];
/** Every module of Node's that this thread has loaded, of whose names Node makes a list. Its types do not have it. */
const loaded = Reflect.get(process, 'moduleLoadList') as readonly string[] | undefined;
let looked = 0;

/**
 * For a seam in a module that costs time to load, or prints a warning as it is, and that most code does not use: `install` is called
 * with what it exports once somebody has loaded it.
 */
export function onceLoaded(name: string, install: (exported: object) => void): void {
  waiting.push({ name, install });
  looked = 0;
}

/** Looks again after each call that may load one. Not covered: a module that code within an execution is the first to `import()`. */
export function installLateLoading(): void {
  const looks = (target: object, name: string): void =>
    patch<Call>(target, name, (original) => {
      return function loading(this: unknown, ...args) {
        const loadedNow = Reflect.apply(original, this, args);
        // Publishing patches reads every property of every module, as nobody's code.
        runAsHarness(installInLateModules);
        return loadedNow;
      };
    });
  looks(process, 'getBuiltinModule');
  looks(module, '_load');
}

/** To be called before code under test runs. */
export function installInLateModules(): void {
  if (loaded === undefined || loaded.length === looked) return;
  looked = loaded.length;
  const here = new Set(loaded);
  const isHere = ({ name }: { name: string }): boolean => here.has(`NativeModule ${name}`);
  const now = waiting.filter(isHere);
  if (now.length === 0) return;
  waiting = waiting.filter((each) => !isHere(each));
  for (const { name, install } of now) install(require(`node:${name}`) as object);
  publishPatches();
}

/** All patches have been taken back. */
export function forgetLateModules(): void {
  waiting = [];
}
