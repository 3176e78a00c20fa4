import type { Exploration } from '../../reports/report.ts';
import type { PortableOptions } from '../explore/explore-options.ts';
import type { VerdictKind } from '../scenario/verdict.ts';

// What the process of a test runner and the one that explores for it say to each other.

/** With what is explored: nothing that is found depends on it. */
export interface Means {
  readonly workers: number | undefined;
  /** None if undefined. */
  readonly timeMs: number | undefined;
  readonly hangMs: number;
  /** Folder for replay files. */
  readonly out: string;
}

export type Asked =
  | {
      readonly kind: 'explore';
      /** Name of a scenario of this package, or path of the module that declares one. */
      readonly scenario: string;
      readonly implementation: string;
      readonly options: Partial<PortableOptions>;
      readonly means: Means;
      /** Properties that are to be violated. */
      readonly violated: readonly string[];
    }
  | {
      readonly kind: 'replay';
      readonly scenario: string;
      readonly paths: readonly string[];
      /** In place of the recorded one, unless undefined. */
      readonly implementation: string | undefined;
      readonly nearMax: number;
      readonly hangMs: number;
    };

/** What a recording showed. */
export interface ReplayedRecording {
  readonly path: string;
  readonly scenario: string;
  readonly implementation: string;
  readonly property: string;
  readonly verdict: VerdictKind;
  /** Of a violation; null if none is there. */
  readonly message: string | null;
  readonly timeline: readonly string[];
}

export type Answer =
  | { readonly kind: 'explored'; readonly exploration: Exploration }
  /** Up to the first that does not hold. */
  | { readonly kind: 'replayed'; readonly recordings: readonly ReplayedRecording[] }
  /** An error that is the user's to mend, or ours. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };
