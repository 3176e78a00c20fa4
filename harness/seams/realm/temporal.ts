import { patch } from '../../engine/patch.ts';
import { mimic } from '../dispatch/dispatch.ts';
import { virtualWallClock } from '../timers/clock.ts';
import type { Realm, TemporalInstant } from './realm.ts';

type Show = (this: unknown, ...args: unknown[]) => unknown;

/** Lets `Temporal.Now` show virtual time, as Date does: to whole milliseconds, which is what the clock of an execution has. */
export function installTemporal({ Temporal }: Realm): void {
  if (Temporal === undefined) return;
  const { Now, Instant } = Temporal;
  const shows = (name: string, show: (now: TemporalInstant, timeZone: unknown) => unknown): void => {
    patch<Show>(Now, name, (original) => {
      const shown: Show = function (timeZone) {
        const now = virtualWallClock();
        if (now === undefined) return Reflect.apply(original, this, [timeZone]);
        return show(Instant.fromEpochMilliseconds(now), timeZone === undefined ? Now.timeZoneId() : timeZone);
      };
      return mimic(shown, original);
    });
  };
  shows('instant', (now) => now);
  shows('zonedDateTimeISO', (now, timeZone) => now.toZonedDateTimeISO(timeZone));
  shows('plainDateTimeISO', (now, timeZone) => now.toZonedDateTimeISO(timeZone).toPlainDateTime());
  shows('plainDateISO', (now, timeZone) => now.toZonedDateTimeISO(timeZone).toPlainDate());
  shows('plainTimeISO', (now, timeZone) => now.toZonedDateTimeISO(timeZone).toPlainTime());
}
