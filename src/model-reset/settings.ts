import type { GatewayEvent } from './events.ts';
import type { Metrics } from './metrics.ts';
import type { ModelConfig } from './model-config.ts';

/** What a gateway is configured with. */
export interface GatewaySettings {
  /** The models' config file, read again at every reload. */
  readonly configPath: string;
  /** What that file said when the gateway started. */
  readonly initial: ModelConfig;
  /** Asked before each call whether the user may make it. */
  readonly authUrl: string;
  /** Asked at each reload which models the providers offer. */
  readonly catalogueUrl: string;
  /** JSON lines, one for each reload. */
  readonly auditPath: string;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly onEvent: (event: GatewayEvent) => void;
}

/** How bad it is that a line tells of. */
export type LogLevel = 'info' | 'warn' | 'error';
/** Takes one line of the log. */
export type Log = (level: LogLevel, text: string) => void;

/** How long a reload waits for requests in flight, where it waits with a limit. */
export const DRAIN_TIMEOUT_MS = 30_000;
/** How long the providers' catalogue may take to answer, where there is a limit. */
export const LOAD_TIMEOUT_MS = 10_000;
