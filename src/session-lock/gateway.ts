import type { Candidate } from './candidates.ts';

/** A user's turn: the model is asked, and prompt and answer are written to the session. */
export interface Turn {
  readonly id: string;
  readonly session: string;
  readonly prompt: string;
}

/** Something short that only has to get into the session: a chat message, a CLI command, a heartbeat. */
export interface Message {
  readonly id: string;
  readonly session: string;
  readonly text: string;
}

/** The part of the gateway that writes to sessions. */
export interface SessionGateway {
  /** Resolves when the answer is in the session file. Throws FailoverError when no candidate answered. */
  run(turn: Turn): Promise<{ readonly answer: string }>;
  /** Resolves when the message is in the session file. */
  deliver(message: Message): Promise<void>;
}

/** The candidates that were tried have failed, and none is left or none may follow. */
export class FailoverError extends Error {
  override readonly name = 'FailoverError';
  readonly tried: readonly Candidate[];

  constructor(tried: readonly Candidate[], of: number, cause: unknown) {
    super(
      `${tried.length} of ${of} candidates failed, last: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    );
    this.tried = tried;
  }
}
