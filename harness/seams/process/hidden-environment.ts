/** Variables that a test runner sets and that change how packages behave: an execution must be the same without it. */
const isRunnersOwn = (name: string): boolean => name === 'VITEST' || name.startsWith('VITEST_') || name === 'TEST';

let hidden: [name: string, value: string | undefined][] = [];
let exitCode: typeof process.exitCode;

/** Hides the test runner from code under test for a slice of exploration. */
export function armEnvironment(): void {
  exitCode = process.exitCode;
  if (process.env.VITEST === undefined) return;
  const names = Object.keys(process.env).filter(isRunnersOwn);
  // vitest sets this one too, unless the user did.
  if (process.env.NODE_ENV === 'test') names.push('NODE_ENV');
  hidden = names.map((name) => [name, process.env[name]]);
  for (const name of names) delete process.env[name];
}

/** The environment as it was, and the exit code of this process: an actor may have set one for its own. */
export function disarmEnvironment(): void {
  for (const [name, value] of hidden) process.env[name] = value;
  hidden = [];
  process.exitCode = exitCode;
}
