import {
  type FailoverReason,
  type RotationInput,
  type RotationPolicy,
  rotateAsSuggested,
  rotateOnTimeout,
  timeoutIsTerminal,
} from './rotation-policy.ts';

/** One row of the truth table: what each reading of the policy decides for one input. */
export interface TruthTableRow {
  readonly input: RotationInput;
  readonly beforeFix: boolean;
  readonly fixInWords: boolean;
  readonly suggestedSnippet: boolean;
  /** The fix as worded and the code as suggested decide differently. */
  readonly isDisputed: boolean;
}

/** One reason stands for all that are neither absent nor `timeout`: no policy tells those apart (asserted by a test). */
const REASONS: readonly (FailoverReason | null)[] = [null, 'timeout', 'rate_limit'];
const BOTH: readonly boolean[] = [false, true];

/** All inputs of the rotation policy and what its three variants make of them: 48 rows. */
export function rotationTruthTable(reasons: readonly (FailoverReason | null)[] = REASONS): TruthTableRow[] {
  return allInputs(reasons).map((input) => {
    const fixInWords = timeoutIsTerminal(input);
    const suggestedSnippet = rotateAsSuggested(input);
    return {
      input,
      beforeFix: rotateOnTimeout(input),
      fixInWords,
      suggestedSnippet,
      isDisputed: fixInWords !== suggestedSnippet,
    };
  });
}

/** The inputs on which two policies differ. */
export function disputedInputs(a: RotationPolicy, b: RotationPolicy): RotationInput[] {
  return allInputs(REASONS).filter((input) => a(input) !== b(input));
}

function allInputs(reasons: readonly (FailoverReason | null)[]): RotationInput[] {
  const inputs: RotationInput[] = [];
  for (const aborted of BOTH)
    for (const failoverFailure of BOTH)
      for (const failoverReason of reasons)
        for (const timedOut of BOTH)
          for (const timedOutDuringCompaction of BOTH)
            inputs.push({ aborted, failoverFailure, failoverReason, timedOut, timedOutDuringCompaction });
  return inputs;
}
