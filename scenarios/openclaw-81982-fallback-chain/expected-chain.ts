import type { FallbackRecord, MessageRecord, TruePin } from './record.ts';

/**
 * What a run may try, in order. Implementations put a list together case by case; here each configured model is asked whether it
 * comes first, and nothing of theirs is called, so that a slip of theirs is none here. properties.test.ts has the answers
 * written out.
 */
export function expectedChain(chain: readonly string[], pin: TruePin | null): readonly string[] {
  if (pin?.by === 'user') return [pin.model];
  return chain.toSorted((one, other) => Number(standsIn(other)) - Number(standsIn(one)));

  /** A fallback settled on it in place of the primary of now. The others keep their order. */
  function standsIn(model: string): boolean {
    return model === pin?.model && pin.origin === chain.at(0);
  }
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
