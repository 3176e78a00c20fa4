import vm from 'node:vm';
import { patch, patchForGood } from '../../engine/patch.ts';
import { mimic } from '../dispatch/dispatch.ts';
import { controlChance } from '../randomness/randomness.ts';
import { installDate } from './date.ts';
import { installLocale } from './locale.ts';
import type { Realm } from './realm.ts';
import { installTemporal } from './temporal.ts';

/**
 * A vm context has a Date, a Math.random and an Intl of its own: they are taken in hand as it is made, whoever makes it. Not covered:
 * contexts from before the seams.
 */
export function installContextSeam(): void {
  const real = { createContext: vm.createContext };
  patch<typeof vm.createContext>(vm, 'createContext', (original) => {
    real.createContext = (object, options) => {
      const isKnown = typeof object === 'object' && object !== null && vm.isContext(object);
      const context = original(object as vm.Context, options);
      // A symbol asks for a global object without a sandbox, where Node knows it.
      return isKnown ? context : control(context, typeof object === 'symbol');
    };
    return mimic(real.createContext.bind(undefined), original);
  });
  runsInNewContext(real);
}

function runsInNewContext(real: { readonly createContext: typeof vm.createContext }): void {
  patch<typeof vm.runInNewContext>(vm, 'runInNewContext', (original) => {
    const run: typeof original = (code, object, options) => {
      return vm.runInContext(code, real.createContext(object, contextOptions(options)), options);
    };
    return mimic(run, original);
  });
  patch<vm.Script['runInNewContext']>(vm.Script.prototype, 'runInNewContext', (original) => {
    const run: typeof original = function (this: vm.Script, object, options) {
      return this.runInContext(real.createContext(object, contextOptions(options)), options);
    };
    return mimic(run, original);
  });
}

/** What is about the context of what `runInNewContext` is told; a text, which is a file's name, has nothing of it. */
function contextOptions(options: vm.RunningScriptInNewContextOptions | string = {}): vm.CreateContextOptions {
  const {
    contextName: name,
    contextOrigin: origin,
    contextCodeGeneration: codeGeneration,
    microtaskMode,
  } = options as vm.RunningScriptInNewContextOptions;
  const given = Object.entries({ name, origin, codeGeneration, microtaskMode }).filter(
    ([, value]) => value !== undefined,
  );
  return Object.fromEntries(given);
}

const LOOK = new vm.Script(
  '({ global: globalThis, Date, Math, Intl, Number, BigInt, String, Temporal: globalThis.Temporal })',
);

function control(context: vm.Context, isVanilla: boolean): vm.Context {
  const realm = LOOK.runInContext(context) as Realm;
  // What the context was given in place of its own is not the realm's, and may be of this one, which is in hand.
  const isOwn = (name: keyof Realm): boolean => isVanilla || !(name in context);
  patchForGood(() => {
    if (isOwn('Math')) controlChance(realm.Math);
    if (isOwn('Temporal')) installTemporal(realm);
    if (!isOwn('Date') || !isOwn('Intl')) return;
    installDate(realm);
    if (isOwn('Number') && isOwn('BigInt') && isOwn('String')) installLocale(realm);
  });
  return context;
}
