import type { ClientSettings } from './client.ts';

/** The token that requests carry. */
export class TokenSlot {
  private readonly settings: ClientSettings;
  private held: string;

  constructor(settings: ClientSettings, token: string) {
    this.settings = settings;
    this.held = token;
  }

  get token(): string {
    return this.held;
  }

  replace(token: string): void {
    this.held = token;
    this.settings.onEvent('token replaced');
    this.settings.log('Credentials refreshed successfully');
  }
}
