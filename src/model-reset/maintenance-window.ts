import { ClearThenLoad } from './clear-then-load.ts';
import { type ChatRequest, RequestRefusedError } from './gateway.ts';
import { loadModelConfig } from './load-models.ts';
import { createModels } from './model.ts';
import { readModelConfig } from './model-config.ts';
import type { Accepted } from './registry-gateway.ts';

/** The gateway went down under the request. */
export class GatewayStoppedError extends Error {
  override readonly name = 'GatewayStoppedError';

  constructor() {
    super('socket hang up: the gateway was stopped');
  }
}

/** One life of the gateway's process; aborted when it ends. */
interface Service {
  readonly life: AbortController;
  state: 'activating' | 'active';
}

/**
 * Workaround 1: `systemctl stop`, then `models reload`, then `systemctl start`, joined by `&&`. Stopping ends whatever
 * the process was doing; nothing is started after a reload that failed; a process that starts reads the config itself.
 */
export class MaintenanceWindow extends ClearThenLoad {
  private service: Service | null = { life: new AbortController(), state: 'active' };

  override get isRunning(): boolean {
    return this.service !== null;
  }

  override get isAccepting(): boolean {
    return this.service?.state === 'active';
  }

  override refusal(modelId: string): RequestRefusedError | undefined {
    if (this.isAccepting) return super.refusal(modelId);
    return new RequestRefusedError(503, 'connect ECONNREFUSED: the gateway is stopped');
  }

  override async reload(by: string): Promise<void> {
    this.stop();
    await loadModelConfig(this.settings, by);
    await this.start();
  }

  protected override accept(request: ChatRequest): Accepted {
    const accepted = super.accept(request);
    return this.service === null ? accepted : { ...accepted, signal: this.service.life.signal };
  }

  private stop(): void {
    this.service?.life.abort(new GatewayStoppedError());
    this.service = null;
    this.clearModels();
  }

  /** Nothing to do where somebody else has started it meanwhile. */
  private async start(): Promise<void> {
    if (this.service !== null) return;
    const service: Service = { life: new AbortController(), state: 'activating' };
    this.service = service;
    const config = await readModelConfig(this.settings.configPath);
    if (service.life.signal.aborted) return;
    this.registry.add(createModels(config));
    service.state = 'active';
    this.changed();
  }
}
