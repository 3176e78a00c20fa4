import { readFile } from 'node:fs/promises';
import type { Actor, Env, SimProcess } from '../../harness/index.ts';
import { RegistryMonitor } from '../../src/registry-health/registry-monitor.ts';
import type { RegistryDesign } from '../../src/registry-write/design.ts';
import type { RegistryFile } from '../../src/registry-write/registry-file.ts';
import type { Log } from '../../src/registry-write/write-log.ts';
import { RegistryWriteLog } from '../../src/registry-write/write-log.ts';
import { callersOf } from './callers.ts';
import { type Caller, carryOut, type OpenFiles } from './changes.ts';
import type { Flock } from './flock.ts';
import type { RegistryRecord } from './record.ts';
import type { ProcessPlan } from './workload.ts';
import { type Contents, KINDS, PATHS, type RegistryName } from './world.ts';

/** `gateway.logging.registryWrites`; without stack traces, which name paths of one machine. */
const WRITE_LOG = { enabled: true, level: 'debug', includeStackTrace: false } as const;
/** As the report's cron job does. */
const HEALTH_CHECK_EVERY_MS = 600_000;

/** What systemd waits before it starts a service again, at most twice that. */
const RESTART_MS = 1_000;
/** Between two looks of the reader: about one in each update. */
const READ_EVERY_MS = 10;

/** What every actor needs. */
export interface Stage {
  readonly env: Env;
  readonly record: RegistryRecord;
  /** A process gets its own: packages keep state in their modules. */
  readonly makeDesign: () => RegistryDesign;
  readonly flock: Flock;
  /** Gateways that were started after a crash. */
  readonly restarts: { count: number };
}

/** Declares a process and its actors. */
export function addProcess(stage: Stage, name: string, plan: ProcessPlan): SimProcess {
  const process = stage.env.process(name);
  const design = stage.makeDesign();
  const files = openFiles(stage, design);
  for (const { actor, notBeforeMs, run } of callersOf(name, plan, design)) {
    const caller: Caller = { record: stage.record, process, actor, files, design };
    const body = (self: Actor): Promise<void> =>
      design.commandsUnderFlock && plan.kind === 'command'
        ? stage.flock.hold(self, `${PATHS.models}.lock`, () => run(caller))
        : run(caller);
    const atMs = Math.max(plan.atMs, notBeforeMs);
    const { withinMs } = plan;
    stage.env.actor(actor, process, body, withinMs === null ? { atMs } : { atMs, latestMs: atMs + withinMs });
  }
  if (design.monitorsHealth && plan.kind === 'gateway') addMonitor(stage, name, process, plan, files);
  return process;
}

/** A gateway that starts after a crash: it looks at its models, then something is added. */
export function addRestartedGateway(stage: Stage): SimProcess {
  const { env, record } = stage;
  const count = ++stage.restarts.count;
  const name = count === 1 ? 'gateway-again' : `gateway-again-${count}`;
  const process = env.process(name);
  const design = stage.makeDesign();
  const files = openFiles(stage, design);
  const caller: Caller = { record, process, actor: name, files, design };
  const restart = async (): Promise<void> => {
    await carryOut(caller, { kind: 'list', of: 'models', atMs: 0 });
    await carryOut(caller, {
      kind: 'add-model',
      id: count === 1 ? 'added-after-restart' : `added-after-restart-${count}`,
    });
  };
  env.actor(name, process, restart, { atMs: env.now + RESTART_MS, latestMs: env.now + 2 * RESTART_MS });
  return process;
}

/** Somebody looks at the file as it is, `jq . models.json`. */
export function addReader({ env, record }: Stage, name: RegistryName, reads: number): SimProcess {
  const process = env.process('reader');
  const read = async (): Promise<void> => {
    for (let i = 0; i < reads; i++) {
      record.readRaw(name, await readFile(PATHS[name], 'utf8').catch(() => undefined));
      await new Promise((resolve) => setTimeout(resolve, READ_EVERY_MS));
    }
  };
  if (reads > 0) env.actor('reader', process, read);
  return process;
}

function openFiles({ env, record }: Stage, design: RegistryDesign): OpenFiles {
  const log: Log = (level, text) => env.log(`[${level}] ${text}`);
  const open = <Name extends RegistryName>(name: Name): RegistryFile<Contents[Name]> => {
    const path = PATHS[name];
    const writeLog = new RegistryWriteLog(path, log, WRITE_LOG);
    return design.open<Contents[Name]>({
      path,
      kind: KINDS[name],
      log,
      writeLog,
      onEvent: (event) => record.observe(event),
    });
  };
  return { models: open('models'), providers: open('providers'), tools: open('tools'), session: open('session') };
}

/** A file that is found corrupted is read, and so recovered, by the gateway that watches it. */
function addMonitor(stage: Stage, name: string, process: SimProcess, { atMs }: ProcessPlan, files: OpenFiles): void {
  const { env } = stage;
  env.actor(
    `${name}.health`,
    process,
    async () => {
      const monitor = new RegistryMonitor({
        paths: [PATHS.models],
        everyMs: HEALTH_CHECK_EVERY_MS,
        onChange: (health) => {
          env.log(`[warn] registry health: ${health.issues.length} issues`);
          if (health.issues.length > 0) files.models.read().catch(() => {});
        },
      });
      await monitor.start();
    },
    { atMs },
  );
}
