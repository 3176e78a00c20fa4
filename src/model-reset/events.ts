/** What the gateway reports about itself, for traces. */
export type GatewayEvent =
  | {
      readonly kind: 'request-accepted';
      readonly request: string;
      /** Of the config under which it was accepted. */
      readonly version: number;
      /** Whether it keeps the model that it was accepted with, or will look for it again. */
      readonly keeps: 'model' | 'name';
    }
  /** Accepted before, and done with: answered or failed. */
  | { readonly kind: 'request-ended'; readonly request: string }
  /** A client tries again. */
  | { readonly kind: 'request-retried'; readonly request: string }
  /** The registry or the readiness to accept may have changed. */
  | { readonly kind: 'availability-changed' }
  | { readonly kind: 'lock-wanted'; readonly by: string }
  | { readonly kind: 'lock-acquired'; readonly by: string }
  | { readonly kind: 'lock-released'; readonly by: string };
