import type { ModelPin, SessionEntry } from './session-store.ts';

/** What one run may try. */
export interface Candidates {
  /** The model that the run begins with. */
  readonly requested: string;
  /** The primary model that the agent was configured with when the run began. */
  readonly primary: string;
  /** The model to try after `failed`, or undefined when there is none. `tried` includes `failed`. */
  next(failed: string, tried: ReadonlySet<string>): Promise<string | undefined>;
}

/** A user's choice is final. Pins without a source come from gateways that let only users pin. */
export function isUserPin(pin: ModelPin | undefined): boolean {
  return pin !== undefined && pin.source !== 'auto';
}

/**
 * The models that a session may use, in order: the user's alone if the user pinned one; the one that an automatic
 * fallback settled on first, as long as the primary that it stands in for is still the primary; otherwise the chain.
 */
export function candidatesFor(chain: readonly string[], pin: ModelPin | undefined): readonly string[] {
  if (pin === undefined) return chain;
  if (isUserPin(pin)) return [pin.model];
  if (pin.origin !== chain[0] || !chain.includes(pin.model)) return chain;
  return [pin.model, ...chain.filter((model) => model !== pin.model)];
}

/** A fixed list of candidates, each tried once. */
export function listedCandidates(list: readonly string[], primary: string): Candidates {
  return {
    requested: list[0] ?? primary,
    primary,
    next: async (_failed, tried) => list.find((model) => !tried.has(model)),
  };
}

/** The entry after a run that `model` answered: the session stays with a fallback that worked, until the user says otherwise. */
export function settleOn(entry: SessionEntry, model: string, primary: string): SessionEntry {
  const { pin, ...rest } = entry;
  if (isUserPin(pin)) return entry;
  if (model === primary) return pin === undefined ? entry : rest;
  if (pin?.model === model && pin.origin === primary) return entry;
  return { ...rest, pin: { model, source: 'auto', origin: primary } };
}
