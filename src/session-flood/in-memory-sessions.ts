import type { Message, Session, SessionRegistry, SessionUpdate } from './session.ts';

/** Sessions in memory, saved whole after each change; how is up to the registry. */
export abstract class InMemorySessions implements SessionRegistry {
  private readonly sessions: Map<string, Session> = new Map();

  async handleMessage(id: string, message: Message): Promise<void> {
    const session = this.getSession(id);
    session.messages.push(message);
    await this.saveSession(session);
  }

  async updateSession(id: string, update: SessionUpdate): Promise<void> {
    const session = this.getSession(id);
    Object.assign(session, update);
    await this.saveSession(session);
  }

  getSession(id: string): Session {
    let session = this.sessions.get(id);
    if (session === undefined) {
      session = { id, messages: [] };
      this.sessions.set(id, session);
    }
    return session;
  }

  protected abstract saveSession(session: Session): Promise<void>;
}
