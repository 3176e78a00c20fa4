import { checkRegistryFile, type RegistryHealth } from './check-registry-file.ts';

export interface RegistryMonitorOptions {
  readonly paths: readonly string[];
  readonly everyMs: number;
  /** Called when a file's health changes, and for each file that is unhealthy at the start. */
  readonly onChange: (health: RegistryHealth) => void;
}

/** Checks registry files at intervals; a gateway asks `isHealthy` before it lets a request in, and answers 503 if not. */
export class RegistryMonitor {
  private readonly options: RegistryMonitorOptions;
  private readonly health: Map<string, RegistryHealth> = new Map();
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(options: RegistryMonitorOptions) {
    this.options = options;
  }

  /** False until the first check is done: what was never looked at is not known to be healthy. */
  get isHealthy(): boolean {
    const { paths } = this.options;
    return paths.every((path) => this.health.get(path)?.issues.length === 0);
  }

  /** Resolves after the first check. The next one begins `everyMs` after the last has ended, so that none overlap. */
  async start(): Promise<void> {
    await Promise.all(this.options.paths.map((path) => this.check(path)));
    if (this.isStopped) return;
    this.timer = setTimeout(() => void this.start(), this.options.everyMs);
    this.timer.unref();
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private async check(path: string): Promise<void> {
    const health = await checkRegistryFile(path);
    const before = this.health.get(path);
    this.health.set(path, health);
    const [was, is] = [before?.issues.length === 0, health.issues.length === 0];
    if (before === undefined ? !is : was !== is) this.options.onChange(health);
  }
}
