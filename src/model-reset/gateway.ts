import type { GatewaySettings } from './settings.ts';

/** A chat message on its way to a model. */
export interface ChatRequest {
  readonly id: string;
  readonly model: string;
  readonly prompt: string;
  /** How long converting its attachments takes before the model can be called. */
  readonly attachmentsMs: number;
}

/** One line of `openclaw models list`. */
export interface ModelInfo {
  readonly id: string;
  /** Of the config that the entry comes from. */
  readonly version: number;
  readonly upstreamModel: string;
}

/** The part of the gateway that knows models and lets requests use them. */
export interface Gateway {
  /** Resolves with the answer. Throws RequestRefusedError when the request was not accepted. */
  chat(request: ChatRequest): Promise<string>;
  /** `openclaw models reload`. `by`: who asked, for traces and the audit log. */
  reload(by: string): Promise<void>;
  /** The registry as it is now. */
  models(): readonly ModelInfo[];
  /** False while there is no gateway process at all. */
  readonly isRunning: boolean;
  /** False while no request is let in, whatever its model. */
  readonly isAccepting: boolean;
  /** Why a request for this model would be refused now; undefined if it would be accepted. */
  refusal(modelId: string): RequestRefusedError | undefined;
}

/** Makes the gateway of one process. */
export type MakeGateway = (settings: GatewaySettings) => Gateway;

/** The gateway did not accept the request; nothing was done for it. */
export class RequestRefusedError extends Error {
  override readonly name = 'RequestRefusedError';
  readonly status: 404 | 503;

  constructor(status: 404 | 503, message: string) {
    super(message);
    this.status = status;
  }
}
