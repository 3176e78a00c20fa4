/** One way to get an answer: a model under one of the profiles (accounts) that may call it. */
export interface Candidate {
  readonly provider: string;
  readonly model: string;
  readonly profile: string;
}

/** `copilot/claude-opus-4.5@work`. */
export type CandidateName = string;

export function candidateName(candidate: Candidate): CandidateName {
  return `${candidate.provider}/${candidate.model}@${candidate.profile}`;
}

/** Rotation goes through the profiles of a model first, then to the next model. */
export function rotationStep(from: Candidate, to: Candidate): 'rotate_profile' | 'fallback_model' {
  return from.provider === to.provider && from.model === to.model ? 'rotate_profile' : 'fallback_model';
}
