/** What a page reports to its console, and to whoever else listens. */
export type PageEvent =
  | { readonly kind: 'catalogue-loaded'; readonly activeProvider: string; readonly models: number }
  | { readonly kind: 'catalogue-failed'; readonly error: string }
  | { readonly kind: 'live-requested'; readonly provider: string }
  | {
      readonly kind: 'live-loaded';
      readonly provider: string;
      readonly models: readonly string[];
      readonly from: 'network' | 'cache';
    }
  | { readonly kind: 'live-failed'; readonly provider: string; readonly error: string }
  | { readonly kind: 'session-opened'; readonly session: string; readonly model: string }
  /** The model chip says `model` from now on; empty: nothing. */
  | { readonly kind: 'shown'; readonly session: string; readonly model: string }
  | { readonly kind: 'saving'; readonly session: string; readonly model: string }
  | { readonly kind: 'save-failed'; readonly session: string; readonly error: string }
  | { readonly kind: 'model-unavailable'; readonly session: string; readonly model: string };

/** A line for the console. */
export function textOf(event: PageEvent): string {
  switch (event.kind) {
    case 'catalogue-loaded':
      return `models loaded: active provider ${event.activeProvider}, ${event.models} models`;
    case 'catalogue-failed':
      return `failed to load models from the server: ${event.error}`;
    case 'live-requested':
      return `fetching live models of ${event.provider}`;
    case 'live-loaded':
      return `live models of ${event.provider} (${event.from}): ${event.models.length}`;
    case 'live-failed':
      return `live models of ${event.provider} failed: ${event.error}`;
    case 'session-opened':
      return `session ${event.session} opened, model=${event.model}`;
    case 'shown':
      return `session ${event.session} shows ${event.model || 'no model'}`;
    case 'saving':
      return `POST /api/session/update session=${event.session} model=${event.model}`;
    case 'save-failed':
      return `the model of ${event.session} was not saved: ${event.error}`;
    case 'model-unavailable':
      return `session ${event.session}: ${event.model} is no longer available`;
  }
}
