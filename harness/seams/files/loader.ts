import Module from 'node:module';
import { type Call, patch } from '../../engine/patch.ts';

/**
 * `require` within an actor: code under test may load a package late. Node's loader then reads the real disk through the
 * very functions of `fs` that the file seam has replaced, and must not find the simulated one there.
 */
let depth = 0;
/** Modules of which the code is being run for the first time. */
let evaluating = 0;

/** Whether the module loader is at work, rather than the code that it loads. */
export function isLoadingModule(): boolean {
  return depth > 0;
}

/** Whether the code that runs is that of a module which `require` loads: what it does then is no single process's. */
export function isEvaluatingModule(): boolean {
  return evaluating > 0;
}

export function installLoaderSeam(): void {
  // A translator that was registered later looks at files by itself, around the parts of the loader below.
  patch<Call>(Module, '_load', asLoader);
  patch<Call>(Module, '_resolveFilename', asLoader);
  for (const extension of ['.js', '.json', '.cjs', '.mjs']) patch<Call>(extensions(), extension, asLoader);
  patch<Call>(Module.prototype, '_compile', asCode);
}

function extensions(): object {
  const table: unknown = Reflect.get(Module, '_extensions');
  return typeof table === 'object' && table !== null ? table : {};
}

function asLoader(original: Call): Call {
  return function load(this: unknown, ...args) {
    depth++;
    try {
      return Reflect.apply(original, this, args);
    } finally {
      depth--;
    }
  };
}

/** The module's own code, run from within the loader, is code under test again. */
function asCode(original: Call): Call {
  return function compile(this: unknown, ...args) {
    const outer = depth;
    depth = 0;
    evaluating++;
    try {
      return Reflect.apply(original, this, args);
    } finally {
      depth = outer;
      evaluating--;
    }
  };
}
