/** One message of a session. */
export interface Message {
  readonly id: string;
  readonly text: string;
}

/** A session as the gateway keeps it in memory and as its file says. */
export interface Session {
  readonly id: string;
  messages: Message[];
}

/** Fields of a session that take the place of what it has. */
export type SessionUpdate = Partial<Omit<Session, 'id'>>;

/** Where sessions live: in the memory of one gateway process, and in a file each. */
export interface SessionRegistry {
  /** A message for a session. It is acknowledged to its sender when the promise resolves, refused when it rejects. */
  handleMessage(id: string, message: Message): Promise<void>;
  /** Changes fields of a session, acknowledged in the same way. */
  updateSession(id: string, update: SessionUpdate): Promise<void>;
  /** The session as it is in memory. */
  getSession(id: string): Session;
}
