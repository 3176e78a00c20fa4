import { Latch, LOCAL, type Program, read, type Thread, write } from './program.ts';

// Small models of what goes wrong in gateways: signals, creation, refreshes, responses.

const lostWakeUp: Program = {
  name: 'lost-wake-up',
  title: 'check, then sleep, against set, then signal',
  figures: { threads: 2, steps: 6, interleavings: [1, 5], walk: 1 / 8, preemptions: 1 },
  threads() {
    let isReady = false;
    let isAsleep = false;
    const wake = new Latch('wake-up');
    return {
      *sleeper() {
        yield read('ready');
        if (isReady) return;
        yield write('queue');
        isAsleep = true;
        yield* wake.wait();
        yield read('ready');
      },
      *signaller() {
        yield write('ready');
        isReady = true;
        yield read('queue');
        if (isAsleep) wake.open();
      },
    };
  },
};

/** Two threads run `body`; a joiner waits for both in order and then runs `check`, which may take steps. */
function pairWithJoiner(
  body: (thread: number, finish: () => void) => ReturnType<Thread>,
  check: Thread,
): Record<string, Thread> {
  const ends = [new Latch('end of thread-1'), new Latch('end of thread-2')];
  const threads: Record<string, Thread> = {};
  ends.forEach((end, i) => {
    threads[`thread-${i + 1}`] = () => body(i, () => end.open());
  });
  threads.joiner = function* () {
    for (const end of ends) yield* end.wait();
    yield* check();
  };
  return threads;
}

const checkThenCreate: Program = {
  name: 'check-then-create',
  title: 'two callers await two preliminaries, check that a session exists, and create it if not',
  figures: { threads: 3, steps: 12, interleavings: [60, 141], walk: 5 / 16, preemptions: 1 },
  threads(fail) {
    let sessions = 0;
    return pairWithJoiner(
      function* (_thread, finish) {
        yield LOCAL;
        yield LOCAL;
        yield read('sessions');
        const exists = sessions > 0;
        if (exists) {
          yield read('sessions');
          yield LOCAL;
        } else {
          yield write('sessions');
          sessions++;
        }
        finish();
      },
      function* () {
        yield read('sessions');
        if (sessions !== 1) fail(`${sessions} sessions were created`);
      },
    );
  },
};

const refreshHerd: Program = {
  name: 'refresh-herd',
  title: 'two requests find the token expired; nothing makes them share one refresh',
  figures: { threads: 3, steps: 9, interleavings: [30, 33], walk: 3 / 4, preemptions: 1 },
  threads(fail) {
    let isFresh = false;
    let refreshes = 0;
    return pairWithJoiner(
      function* (_thread, finish) {
        yield read('token');
        if (!isFresh) {
          yield write('token endpoint');
          refreshes++;
          yield write('token');
          isFresh = true;
        }
        finish();
      },
      function* () {
        yield read('token endpoint');
        if (refreshes !== 1) fail(`${refreshes} refreshes for one expiry`);
      },
    );
  },
};

const staleResponse: Program = {
  name: 'stale-response',
  title: 'two requests, no sequence guard: the older response may be shown last',
  figures: { threads: 3, steps: 10, interleavings: [13, 35], walk: 5 / 16, preemptions: 1 },
  threads(fail) {
    let newest = -1;
    let shown = -1;
    return pairWithJoiner(
      function* (thread, finish) {
        yield write('newest');
        newest = thread;
        yield LOCAL;
        yield write('shown');
        shown = thread;
        finish();
      },
      function* () {
        yield read('newest');
        const expected = newest;
        yield read('shown');
        if (shown !== expected) fail(`shows response ${shown + 1}, the newest request was ${expected + 1}`);
      },
    );
  },
};

export const GATEWAY_PROGRAMS: readonly Program[] = [lostWakeUp, checkThenCreate, refreshHerd, staleResponse];
