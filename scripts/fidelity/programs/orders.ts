import { setImmediate as immediately, setTimeout as sleep } from 'node:timers/promises';
import type { Place, Program } from '../program.ts';

/** Ways of having something run later, by what a program calls them. */
const LATER: Readonly<Record<string, (run: () => void) => void>> = {
  nextTick: (run) => process.nextTick(run),
  microtask: (run) => queueMicrotask(run),
  'promise callback': (run) => void Promise.resolve().then(run),
  immediate: (run) => void setImmediate(run),
  'timeout 0': (run) => void setTimeout(run, 0),
  'timeout 2': (run) => void setTimeout(run, 2),
  'await immediate': (run) => void immediately().then(run),
  'await sleep': (run) => void sleep(1).then(run),
};
/** Longer than all of them together. */
const ALL_MS = 12;

const names = Object.keys(LATER);

function later(name: string, { log }: Place, says: string, then: () => void = () => {}): void {
  LATER[name]?.(() => {
    log(says);
    then();
  });
}

/** Two begun one after the other. */
const pairs = names.flatMap((first) =>
  names.map((second): Program => {
    return {
      name: `${first}, then ${second}`,
      api: 'order of ticks, microtasks, immediates and timers',
      run: async (place) => {
        later(first, place, 'first');
        later(second, place, 'second');
        place.log('begun');
        await sleep(ALL_MS);
      },
    };
  }),
);

/** Two begun in what a third one runs. */
const nested = names.flatMap((outer) =>
  names.flatMap((first) =>
    names
      .filter((second) => second !== first)
      .map((second): Program => {
        return {
          name: `in ${outer}: ${first}, then ${second}`,
          api: 'order of ticks, microtasks, immediates and timers',
          run: async (place) => {
            later(outer, place, 'outer', () => {
              later(first, place, 'first');
              later(second, place, 'second');
            });
            await sleep(ALL_MS + 4);
          },
        };
      }),
  ),
);

/** A third one goes by itself. */
const beside = names.flatMap((alone) =>
  names.map((outer): Program => {
    return {
      name: `${outer} begins nextTick and ${alone}, beside ${alone}`,
      api: 'order of ticks, microtasks, immediates and timers',
      run: async (place) => {
        later(outer, place, 'outer', () => {
          later(alone, place, 'inner');
          process.nextTick(() => place.log('tick'));
        });
        later(alone, place, 'beside');
        await sleep(ALL_MS + 4);
      },
    };
  }),
);

export const ORDERS: readonly Program[] = [...pairs, ...nested, ...beside];
