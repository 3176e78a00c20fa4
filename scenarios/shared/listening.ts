import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';

/** A server of one process that others wait for, in one execution. */
export class Listening<Kind extends Server = Server> {
  readonly server: Promise<Kind>;
  private begun: (server: Kind) => void = () => {};

  constructor() {
    this.server = new Promise((resolve) => {
      this.begun = resolve;
    });
  }

  /** Called by the process whose server it is, with one that listens or is about to. */
  async begin(server: Kind): Promise<void> {
    if (!server.listening) await once(server, 'listening');
    this.begun(server);
  }

  /** Where it listens, once it does. */
  async port(): Promise<number> {
    return ((await this.server).address() as AddressInfo).port;
  }
}
