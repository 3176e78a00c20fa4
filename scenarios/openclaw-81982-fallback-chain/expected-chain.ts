import type { FallbackRecord, MessageRecord, TruePin } from './record.ts';

/**
 * What a run may try, in order, said here independently of the implementations: the user's pin alone; a fallback's pin
 * first while the primary that it stands in for is the primary and it is still configured itself; otherwise the chain.
 */
export function expectedChain(chain: readonly string[], pin: TruePin | null): readonly string[] {
  if (pin?.by === 'user') return [pin.model];
  if (pin === null || pin.origin !== chain[0] || !chain.includes(pin.model)) return chain;
  return [pin.model, ...chain.filter((model) => model !== pin.model)];
}

/** The chain of the message's run, given the config revision that it runs on. */
export function startChain(
  record: FallbackRecord,
  message: MessageRecord,
  revision: number = message.revision,
): readonly string[] {
  return expectedChain(record.chainsAt(revision)[message.agent] ?? [], message.pin);
}

/** Models of the start chain that were not among the first `attempts` attempts. */
export function untried(record: FallbackRecord, message: MessageRecord, attempts: number): readonly string[] {
  const tried = new Set(message.attempts.slice(0, attempts).map(({ model }) => model));
  return startChain(record, message).filter((model) => !tried.has(model));
}

export function isPrefix(attempts: readonly { readonly model: string }[], chain: readonly string[]): boolean {
  return attempts.every(({ model }, i) => model === chain[i]);
}
