import { type Call, patch, patchGetter } from '../../engine/patch.ts';

/** Marks and measures of the execution in progress: the real timeline would have those of all executions. */
let timeline: PerformanceEntry[] = [];

/** A new execution begins. */
export function clearTimeline(): void {
  if (timeline.length > 0) timeline = [];
}

/**
 * Makes `performance` show virtual time, and the marks and measures of one execution. `now` in ms since its start, undefined while
 * clocks are real; `origin` in ms since the epoch. The time that the event loop works or idles is 0: a step takes no time.
 */
export function installPerformance(now: () => number | undefined, origin: () => number): void {
  const prototype = Object.getPrototypeOf(performance) as object;
  const shown: Shown = (name, answer) =>
    patch<Call>(prototype, name, (original) => {
      const real = original.bind(performance);
      return function (this: unknown, ...args) {
        const at = now();
        return at === undefined ? Reflect.apply(original, this, args) : answer(at, args, real);
      };
    });
  const realOrigin = performance.timeOrigin;
  patchGetter<number>(prototype, 'timeOrigin', () => () => (now() === undefined ? realOrigin : origin()));
  showsNodeTiming(prototype, now);
  shown('now', (at) => at);
  shown('toJSON', () => ({ timeOrigin: origin(), eventLoopUtilization: IDLE }));
  shown('eventLoopUtilization', () => ({ ...IDLE }));
  addsEntries(shown);
  shown('clearMarks', (_, [name]) => clear('mark', name));
  shown('clearMeasures', (_, [name]) => clear('measure', name));
  shown('getEntries', () => entries(() => true));
  shown('getEntriesByName', (_, [name, type]) => {
    return entries((entry) => entry.name === name && (type === undefined || entry.entryType === type));
  });
  shown('getEntriesByType', (_, [type]) => entries(({ entryType }) => entryType === type));
}

/** Replaces a method while clocks are virtual. `answer` is given the time and the real method. */
type Shown = (name: string, answer: (at: number, args: unknown[], original: Call) => unknown) => void;

/** How long Node took to start, and has been running. */
function showsNodeTiming(prototype: object, now: () => number | undefined): void {
  const owner = Object.hasOwn(performance, 'nodeTiming') ? performance : prototype;
  patchGetter<PerformanceEntry>(owner, 'nodeTiming', (original) => () => {
    const at = now();
    if (at === undefined) return original();
    const names = { name: 'node', entryType: 'node', startTime: 0, duration: at };
    const moments = { nodeStart: 0, v8Start: 0, bootstrapComplete: 0, environment: 0, loopStart: 0, loopExit: -1 };
    const values = { ...names, ...moments, idleTime: 0, uvMetricsInfo: { loopCount: 0, events: 0, eventsWaiting: 0 } };
    const descriptors = Object.getOwnPropertyDescriptors({ ...values, toJSON: () => values });
    return Object.create(Object.getPrototypeOf(original()) as object, descriptors) as PerformanceEntry;
  });
}

/** To be called while the methods that clear are the real ones. */
function addsEntries(shown: Shown): void {
  const forgetMark = performance.clearMarks.bind(performance);
  const forgetMeasure = performance.clearMeasures.bind(performance);
  shown('mark', (at, [name, options]) => {
    const mark = add(new PerformanceMark(`${name}`, { startTime: at, ...(options as object) }));
    // Node remembers its time by its name, for measures.
    forgetMark(mark.name);
    return mark;
  });
  shown('measure', (at, args, original) => {
    const measure = add(measured(at, args, original));
    forgetMeasure(measure.name);
    return measure;
  });
}

const IDLE = { idle: 0, active: 0, utilization: 0 };

function add(entry: PerformanceEntry): PerformanceEntry {
  timeline.push(entry);
  return entry;
}

/** In order of time, and of being made, as Node gives them. */
function entries(isAsked: (entry: PerformanceEntry) => boolean): PerformanceEntry[] {
  return timeline.filter(isAsked).sort((a, b) => a.startTime - b.startTime);
}

function clear(type: string, name: unknown): void {
  timeline = timeline.filter((entry) => entry.entryType !== type || (name !== undefined && entry.name !== `${name}`));
}

/** Only Node itself can make a measure, so it makes one between two times, which then leaves the real timeline. */
function measured(at: number, [name, from, until]: unknown[], original: Call): PerformanceEntry {
  const isOptions = typeof from === 'object' && from !== null;
  const options = (isOptions ? from : { start: from, end: until }) as PerformanceMeasureOptions;
  // Its refusal of such arguments is Node's.
  if (isOptions && until !== undefined) return original(name, from, until) as PerformanceEntry;
  const hasDuration = options.duration !== undefined;
  const start = timeOf(options.start) ?? (hasDuration ? undefined : 0);
  const end = timeOf(options.end) ?? (hasDuration && start !== undefined ? undefined : at);
  return original(name, withoutUndefined({ ...options, start, end })) as PerformanceEntry;
}

/** Of a time, or of the last mark of a name; one that is not there Node refuses in its own words. */
function timeOf(mark: string | number | undefined): string | number | undefined {
  if (typeof mark !== 'string') return mark;
  return timeline.findLast(({ name, entryType }) => name === mark && entryType === 'mark')?.startTime ?? mark;
}

function withoutUndefined(options: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
