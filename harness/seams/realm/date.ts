import { patch, patchAccessor } from '../../engine/patch.ts';
import { mimic } from '../dispatch/dispatch.ts';
import { virtualWallClock } from '../timers/clock.ts';
import type { Realm } from './realm.ts';

/**
 * One Date for the life of a realm, over its real one: what code adds to `Date` or its prototype stays, and a copy made before
 * a slice (`const { now } = Date`) shows virtual time too. A fake of its own for each slice would lose both.
 */
export function installDate(realm: Realm): void {
  const { Date: real } = realm;
  patch<() => number>(real, 'now', (original) => () => virtualWallClock() ?? original());
  const shown = (args: unknown[]): unknown[] => {
    const now = args.length === 0 ? virtualWallClock() : undefined;
    return now === undefined ? args : [now];
  };
  const dispatched = new Proxy(real, {
    construct: (_, args, target) => Reflect.construct(real, shown(args), target) as object,
    apply: () => Reflect.construct(real, shown([])).toString(),
  });
  patch(real.prototype, 'constructor', () => dispatched);
  patch(realm.global, 'Date', () => dispatched);
  formatsNow(realm.Intl.DateTimeFormat.prototype);
}

/** A format that is given no date takes that of now, and asks nobody else for it. */
function formatsNow(prototype: object): void {
  type Format = (...dates: unknown[]) => unknown;
  const withNow = (original: Format): Format => {
    return function (this: unknown, date, ...others) {
      return Reflect.apply(original, this, [date === undefined ? virtualWallClock() : date, ...others]);
    };
  };
  patch<Format>(prototype, 'formatToParts', (original) => mimic(withNow(original), original));
  // The same function at each read, as the real one.
  const known = new WeakMap<object, Format>();
  patchAccessor<Format>(prototype, 'format', (original) => {
    const format = known.get(original) ?? withNow(original);
    known.set(original, format);
    return format;
  });
}
