import perfHooks, { type RecordableHistogram } from 'node:perf_hooks';
import { type Call, patch } from '../../engine/patch.ts';
import { mimic } from '../dispatch/dispatch.ts';
import { virtualNow } from './clock.ts';

const NS_PER_MS = 1_000_000;

/** Times of the last `recordDelta` within executions, in virtual ms. */
const last = new WeakMap<object, number>();
let isInstalled = false;

/** A histogram's `recordDelta` takes virtual time, in the place of Node's own clock. The class is had from an object alone. */
export function installHistogramSeam(): void {
  isInstalled = false;
  patch<typeof perfHooks.createHistogram>(perfHooks, 'createHistogram', (original) => {
    const created: typeof original = (...args) => {
      const histogram = original(...args);
      if (!isInstalled) recordsVirtualTime(Object.getPrototypeOf(histogram) as object);
      isInstalled = true;
      return histogram;
    };
    return mimic(created, original);
  });
}

/** Of all histograms, since they have one prototype: others than an execution's go on with Node's clock. */
function recordsVirtualTime(prototype: object): void {
  patch<Call>(prototype, 'recordDelta', (original) => {
    return function (this: unknown, ...args) {
      const now = virtualNow();
      if (now === undefined) return Reflect.apply(original, this, args);
      const histogram = this as RecordableHistogram;
      const before = last.get(histogram);
      last.set(histogram, now);
      // Node records nothing the first time, and no time that has not passed.
      if (before !== undefined && now > before) histogram.record(Math.round((now - before) * NS_PER_MS));
      return undefined;
    };
  });
}
