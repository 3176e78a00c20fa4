interface Choice {
  model: string;
  isSaved: boolean;
}

/**
 * Saves the user's choices, one request at a time for each session: two requests on their way may overtake each other, and
 * the older choice would win. Of choices made meanwhile only the last one is saved.
 */
export class SessionSaver {
  private readonly choices: Map<string, Choice> = new Map();
  private readonly saving: Set<string> = new Set();
  private readonly send: (session: string, model: string) => Promise<void>;

  constructor(send: (session: string, model: string) => Promise<void>) {
    this.send = send;
  }

  /** Settles when nothing of this session is left to save. Rejects if a request fails; the next choice tries again. */
  async save(session: string, model: string): Promise<void> {
    this.choices.set(session, { model, isSaved: false });
    if (this.saving.has(session)) return;
    this.saving.add(session);
    try {
      await this.saveAll(session);
    } finally {
      this.saving.delete(session);
    }
  }

  /**
   * Call before the session is read from the server; the function that it returns says, once the answer is there, which
   * choice of the user the answer may not know of.
   */
  beforeReading(session: string): () => string | undefined {
    const before = this.choices.get(session);
    const wasSaved = before?.isSaved ?? true;
    return () => {
      const choice = this.choices.get(session);
      return choice === before && wasSaved ? undefined : choice?.model;
    };
  }

  private async saveAll(session: string): Promise<void> {
    for (let choice = this.choices.get(session); choice !== undefined && !choice.isSaved; ) {
      await this.send(session, choice.model);
      choice.isSaved = true;
      choice = this.choices.get(session);
    }
  }
}
