/** The changes that the report requires, as parts of the reference that can be taken away one by one. */
export interface ReferenceParts {
  /** Q1: write locks. */
  readonly locks: boolean;
  /** Q2: a temporary file, renamed; otherwise the file is overwritten in place. */
  readonly replacesFiles: boolean;
  /** Q3: version tracking. */
  readonly tracksVersions: boolean;
  /** Q6: recovery of a corrupted file from a copy; otherwise its readers fail. */
  readonly recovers: boolean;
}

export const ALL_PARTS: ReferenceParts = { locks: true, replacesFiles: true, tracksVersions: true, recovers: true };
