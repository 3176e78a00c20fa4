import buffer from 'node:buffer';
import { patchAccessor, patchGetter } from '../../engine/patch.ts';
import { virtualNow, virtualWallClock } from '../timers/clock.ts';

/** Lets what Node stamps with a time have that of the execution. */
export function installStamps(): void {
  stampFiles();
  stampEvents();
}

function stampFiles(): void {
  const files = new WeakMap<typeof File, typeof File>();
  const stamping = (real: typeof File): typeof File => {
    const made = files.get(real) ?? stampingFile(real);
    files.set(real, made);
    return made;
  };
  // Getters: it is not loaded before somebody asks for it.
  for (const owner of [globalThis, buffer])
    patchGetter<typeof File>(owner, 'File', (original) => () => stamping(original()));
}

/** Node sets it where it makes the event, by a clock of its own: here the event's time is when it is first asked for. */
function stampEvents(): void {
  const times = new WeakMap<object, number>();
  patchAccessor<number>(Event.prototype, 'timeStamp', (real, event) => {
    const now = virtualNow();
    if (now === undefined) return real;
    const time = times.get(event) ?? now;
    times.set(event, time);
    return time;
  });
}

function stampingFile(real: typeof File): typeof File {
  return new Proxy(real, {
    construct(_, [bits, name, options, ...others], target) {
      const lastModified = virtualWallClock();
      const isOpen = lastModified !== undefined && Reflect.get(Object(options), 'lastModified') === undefined;
      const stamped =
        isOpen && (options === undefined || typeof options === 'object') ? { ...options, lastModified } : options;
      return Reflect.construct(real, [bits, name, stamped, ...others], target) as object;
    },
  });
}
