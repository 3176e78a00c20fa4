import {
  type ChildProcess,
  exec,
  execFile,
  execFileSync,
  execSync,
  type SpawnOptions,
  spawn,
  spawnSync,
} from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { called, outcomeOf, type Place, type Program, programs, said } from '../program.ts';

/** What comes of a process, one line each; of the ends of its streams, which come before or after its own, only how many. */
function watch(child: ChildProcess, { log }: Place): ChildProcess {
  let ends = 0;
  for (const event of ['spawn', 'error', 'exit'])
    child.on(event, (...args) => log(`${event} ${args.map(said).join(' ')}`));
  child.on('close', (...args) => log(`close ${args.map(said).join(' ')}, ${ends} ends`));
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (data) => log(`${name} ${said(String(data))}`));
    child[name]?.on('end', () => ends++);
  }
  return child;
}

/** Without the pid, which is another in each run. */
const begun = (place: Place, name: string, args: string[] = [], options: SpawnOptions = {}): ChildProcess => {
  const child = watch(spawn(name, args, options), place);
  place.log(`${typeof child.pid} ${said(child.spawnfile)} ${said(child.spawnargs)} ${child.exitCode}`);
  return child;
};

/** Ends once the process has: a program must not leave one behind. */
async function over(child: ChildProcess): Promise<void> {
  await new Promise((resolve) => child.on('close', resolve));
}

const spawning = programs('child_process.spawn', {
  'of what ends well': (place) => over(begun(place, 'true')),
  'of what ends badly': (place) => over(begun(place, 'false')),
  'of what says something': (place) => over(begun(place, 'echo', ['one', 'two'])),
  'of what is not there': async (place) => {
    const child = begun(place, 'no-such-program', ['x']);
    await over(child);
  },
  'in a folder that is not there': async (place) => {
    const child = begun(place, 'true', [], { cwd: `${place.dir}/missing` });
    await over(child);
  },
  'and what is written comes back': async (place) => {
    const child = begun(place, 'cat');
    child.stdin?.write('there', () => place.log('written'));
    child.stdin?.end(' and back', () => place.log('ended'));
    child.stdin?.on('finish', () => place.log('finish'));
    await over(child);
  },
  'without streams': (place) => over(begun(place, 'echo', ['unheard'], { stdio: 'ignore' })),
  'with a file for its output': async (place) => {
    const fd = openSync(`${place.dir}/out`, 'w');
    await over(begun(place, 'echo', ['to a file'], { stdio: ['ignore', fd, 'ignore'] }));
    closeSync(fd);
    place.log(readFileSync(`${place.dir}/out`, 'utf8'));
  },
  'and its streams': async (place) => {
    const child = begun(place, 'echo', ['x'], { stdio: ['pipe', 'ignore', 'pipe'] });
    place.log(
      `${child.stdin?.constructor.name} ${child.stdout} ${child.stderr?.constructor.name} ${child.stdio.length}`,
    );
    await over(child);
    place.log(
      `${child.stdin?.destroyed} ${child.stderr?.destroyed} ${child.exitCode} ${child.signalCode} ${child.killed}`,
    );
  },
  'whose output nobody reads': async (place) => {
    const child = spawn('echo', ['unread']);
    child.on('exit', () => place.log('exit'));
    child.on('close', () => place.log('close'));
    await over(child);
    place.log(`${child.stdout.readableLength} ${child.stdout.destroyed}`);
  },
  'with a signal that is aborted before': async (place) => {
    const child = begun(place, 'sleep', ['10'], { signal: AbortSignal.abort() });
    await over(child);
  },
  'with a signal that aborts': async (place) => {
    const abort = new AbortController();
    const child = begun(place, 'sleep', ['10'], { signal: abort.signal });
    await once(child, 'spawn');
    const closed = over(child);
    abort.abort(new Error('enough'));
    await closed;
  },
  'with a time limit': (place) => over(begun(place, 'sleep', ['10'], { timeout: 20 })),
  'with a time limit and another signal': (place) =>
    over(begun(place, 'sleep', ['10'], { timeout: 20, killSignal: 'SIGINT' })),
  'with a time limit that is none': async ({ log }) =>
    log(await outcomeOf(() => spawn('true', { timeout: -1 }).constructor.name)),
  'of no name': async ({ log }) => log(await outcomeOf(() => spawn('').constructor.name)),
  'with arguments that are none': async ({ log }) =>
    log(await outcomeOf(() => spawn('true', 'x' as unknown as string[]).constructor.name)),
});

const killing = programs('child_process kill', {
  'by default': async (place) => {
    const child = begun(place, 'sleep', ['10']);
    await once(child, 'spawn');
    place.log(`${child.kill()} ${child.killed} ${child.signalCode}`);
    await over(child);
    place.log(`${child.kill()} ${child.killed} ${child.signalCode}`);
  },
  'before it was told of': async (place) => {
    const child = begun(place, 'sleep', ['10']);
    place.log(String(child.kill('SIGKILL')));
    await over(child);
  },
  'with nothing': async (place) => {
    const child = begun(place, 'sleep', ['10']);
    place.log(`${child.kill(0)} ${child.killed}`);
    child.kill();
    await over(child);
  },
  'with a signal that is none': async (place) => {
    const child = begun(place, 'true');
    place.log(await outcomeOf(() => child.kill('SIGNONE' as NodeJS.Signals)));
    await over(child);
  },
  'of what was not there': async (place) => {
    const child = begun(place, 'no-such-program');
    place.log(`${child.kill()} ${child.killed}`);
    await over(child);
  },
  'by its number': async (place) => {
    const child = begun(place, 'sleep', ['10']);
    process.kill(child.pid ?? 0, 'SIGINT');
    await over(child);
  },
});

const executing = programs('child_process.execFile', {
  'of what says something': async ({ log }) => log(said(await called((done) => execFile('echo', ['hello'], done)))),
  'of what ends badly': async ({ log }) => log(await outcomeOf(() => promisify(execFile)('false', ['x']))),
  'of what is not there': async ({ log }) => log(await outcomeOf(() => promisify(execFile)('no-such-program'))),
  'with a time limit': async ({ log }) => {
    const [error] = await called((done) => execFile('sleep', ['10'], { timeout: 20 }, done));
    const { killed, signal, code, cmd } = error as { killed: boolean; signal: string; code: unknown; cmd: string };
    log(said([killed, signal, code, cmd]));
  },
  'with too much to say': async ({ log }) => {
    const [error, ...more] = await called((done) => execFile('echo', ['0123456789'], { maxBuffer: 4 }, done));
    log(`${said(error)} ${said(more)}`);
  },
  'in bytes': async ({ log }) => log(await outcomeOf(() => promisify(execFile)('echo', ['x'], { encoding: 'buffer' }))),
  'of a line': async ({ log }) => log(await outcomeOf(() => promisify(exec)('echo a b "c d"'))),
  'of a line that ends badly': async ({ log }) => log(await outcomeOf(() => promisify(exec)('false'))),
  'with a signal': async ({ log }) => {
    const abort = new AbortController();
    const running = promisify(execFile)('sleep', ['10'], { signal: abort.signal });
    setTimeout(() => abort.abort(), 5);
    log(await outcomeOf(() => running));
  },
});

const atOnce = programs('child_process.spawnSync', {
  'of what ends well': ({ log }) => {
    const { pid, ...rest } = spawnSync('echo', ['a'], { encoding: 'utf8' });
    log(`${typeof pid} ${said(rest)}`);
  },
  'of what ends badly': ({ log }) => log(said(spawnSync('false').status)),
  'of what is not there': ({ log }) => {
    const { error, status, output } = spawnSync('no-such-program', ['a']);
    log(`${said(error)} ${said([status, output])}`);
  },
  'execFileSync of what ends badly': async ({ log }) => {
    const outcome = await outcomeOf(() => execFileSync('false', { stdio: 'pipe' }));
    log(outcome);
  },
  'execSync of a line': async ({ log }) => log(await outcomeOf(() => execSync('echo x y', { encoding: 'utf8' }))),
  'execFileSync of what is not there': async ({ log }) => log(await outcomeOf(() => execFileSync('no-such-program'))),
});

export const CHILD_PROCESSES: readonly Program[] = [...spawning, ...killing, ...executing, ...atOnce];
