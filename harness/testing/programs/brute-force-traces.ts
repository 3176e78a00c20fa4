import { AccessLog, setAccessLog, WRITE } from '../../engine/access-log.ts';
import { hashString } from '../../engine/trace-hash.ts';
import type { Access, Program, Thread } from './program.ts';

/** A step of an interleaving: whose it is, which of its steps, and what it touched. */
interface Step {
  readonly name: string;
  readonly accesses: ReadonlyMap<number, boolean>;
}

interface Running {
  readonly name: string;
  readonly generator: ReturnType<Thread>;
  next: Access | null;
}

/**
 * The number of Mazurkiewicz traces of a program, without the engine and without reduction: all interleavings, but that of
 * several which are the same trace so far only one is gone on with. Threads that kill others are not for it. Null: there are more than `tracesMax`.
 */
export function countTraces(program: Omit<Program, 'figures'>, tracesMax: number): number | null {
  const seen = new Set<string>();
  const prefixes: (readonly string[])[] = [[]];
  let traces = 0;
  for (let prefix = prefixes.pop(); prefix !== undefined; prefix = prefixes.pop()) {
    const { steps, enabled } = runAlong(program, prefix);
    const trace = traceOf(steps);
    if (seen.has(trace)) continue;
    seen.add(trace);
    for (const name of enabled) prefixes.push([...prefix, name]);
    if (enabled.length === 0 && ++traces > tracesMax) return null;
  }
  return traces;
}

function runAlong(
  program: Omit<Program, 'figures'>,
  prefix: readonly string[],
): { readonly steps: readonly Step[]; readonly enabled: readonly string[] } {
  const threads = new Map<string, Running>();
  const begin = (name: string, thread: Thread): void => {
    const generator = thread();
    threads.set(name, { name, generator, next: generator.next().value ?? null });
  };
  for (const [name, thread] of Object.entries(
    program.threads(
      () => {},
      begin,
      () => {},
    ),
  ))
    begin(name, thread);
  const steps = prefix.map((name, at) => step(threads.get(name), prefix.slice(0, at)));
  const enabled = [...threads.values()].filter(({ next }) => next !== null && next.isEnabled?.() !== false);
  return { steps, enabled: enabled.map(({ name }) => name) };
}

function step(thread: Running | undefined, before: readonly string[]): Step {
  if (thread === undefined || thread.next === null) throw new Error('a thread that has ended is to go on');
  const { name, next } = thread;
  const log = new AccessLog();
  if (next.kind !== 'local')
    log.add(hashString(next.resource), next.kind === 'read' || next.kind === 'join' ? 0 : WRITE);
  for (const resource of next.also ?? []) log.writes(hashString(resource));
  setAccessLog(log);
  thread.next = thread.generator.next().value ?? null;
  setAccessLog(null);
  const accesses = Array.from({ length: log.count }, (_, i) => {
    return [log.keys[i] as number, ((log.modes[i] as number) & WRITE) !== 0] as const;
  });
  return { name: `${name}#${before.filter((each) => each === name).length}`, accesses: new Map(accesses) };
}

/** The same text for two interleavings exactly if they are the same trace: each step with the dependent ones before it. */
function traceOf(steps: readonly Step[]): string {
  return steps
    .map((step, at) => {
      const before = steps.slice(0, at).filter((earlier) => areDependent(earlier, step));
      return `${step.name}<${before.map(({ name }) => name).sort()}`;
    })
    .sort()
    .join(' ');
}

function areDependent(a: Step, b: Step): boolean {
  for (const [key, isWrite] of a.accesses) {
    const other = b.accesses.get(key);
    if (other !== undefined && (isWrite || other)) return true;
  }
  return false;
}
