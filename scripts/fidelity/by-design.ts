/** Something in which the simulation is not Node, on purpose or for want of a way, and which no program of a few lines shows. */
export interface ByDesign {
  /** As FIDELITY.md and README have it. */
  readonly says: string;
}

/** In order of how likely it is to be met. */
export const BY_DESIGN: readonly ByDesign[] = [
  'One thread, one event loop a simulated process (a thread is declared, with `threadOf`). Abstract names of Unix domain sockets, TLS, UDP, `node:sqlite` and native add-ons of the code under test are not simulated. They are named, and begun once at most: [SOURCES.md](harness/seams/SOURCES.md) lists all.',
  "Child processes are programs that the scenario declares (`env.program`); what is not declared is refused. Not covered: handles sent with messages, `serialization: 'advanced'`, `node:cluster`, a stream given as stdio, and in `*Sync` calls programs that wait.",
  'Not seen are: an `import()` within an execution that is the first to load `node:sqlite`, `node:wasi`, `node:inspector` or `node:trace_events`, in whose first 50 ms they are real; `node:test` run by an actor; numbers of `node:async_hooks` (`executionAsyncId`); the boundary of a form that fetch sends, from Node 24 on; how deep the stack is.',
  "A server's `headersTimeout` and `requestTimeout` never pass.",
  'A file of this machine that the simulated disk lacks (of the project, of a package, of `/etc`) is named when it is asked for: mount it, or allow that it is missing.',
  'A synchronous block is one step: code between two awaits cannot be interrupted, here as in Node. Across processes that is too kind: no other process sees a file, and no `kill -9` falls, between two `*Sync` calls or within a `writeFileSync`.',
  'A process that listens for `beforeExit` or `exit` ends once nothing of it is left to run, in a step of its own; others stay, with their pid. What `signal-exit` is given does not run: it waits for signals at `process.emit`, and none passes there.',
  '`process.load` takes no module with a top-level await, of which there is one for all, as of native add-ons. `import()` in a copy takes no time. `globalThis[Symbol.for(...)]` and `process[Symbol.for(...)]` each process has its own also without copies, unless a module sets them as it is imported.',
  "In a test, an Intl format that a module makes as it loads has the machine's time zone: begin tests with TZ=UTC. Within executions the zone is the declared one, vitest's `pool: 'threads'` excepted, where who asks a date for local time is named.",
  'Keys that OpenSSL makes, signatures with a random part and paddings are real; the statement of what was covered names them.',
  'Every write to a file goes out in two halves, an append too: others may read, write or be killed in between. Linux writes less than a page in one piece, so what is found this way about a small file may need a larger one there.',
  'File operations do not fail unless a fault plan says so. Power loss is modelled from the log of what was written and synced, under two profiles (`posix-weak`, `ext4-ordered`) that allow more than any one disk does.',
].map((says) => ({ says }));
