import { exploreJson } from '../../../reports/explore-json.ts';
import { exploreText } from '../../../reports/explore-text.ts';
import { paintFor } from '../../../reports/paint.ts';
import { ENGINE_VERSION } from '../../engine/version.ts';
import { EXIT_HOLDS, EXIT_UNKNOWN, EXIT_VIOLATED } from '../terminal/exit-codes.ts';
import type { Concluded } from './conclude-exploration.ts';

/** Prints explorations, one implementation after the other: text as they come, JSON at the end. */
export class ExplorationPrinter {
  private readonly json: boolean;
  private readonly documents: object[] = [];
  private readonly codes: number[] = [];

  constructor(options: { json: boolean; seed: number }) {
    this.json = options.json;
    if (!this.json) process.stdout.write(`seed ${options.seed}\n`);
  }

  add({ conclusion: { report }, timelines, replayFiles, code }: Concluded): void {
    this.codes.push(code);
    if (this.json) this.documents.push(exploreJson(report, timelines, replayFiles, ENGINE_VERSION));
    else process.stdout.write(exploreText(report, timelines, replayFiles, paintFor(process.stdout.isTTY === true)));
  }

  /** Prints what remains; returns the exit code. Interrupted is always 2: what was asked for was not done. */
  end({ wasInterrupted }: { wasInterrupted: boolean }): number {
    const { documents, codes } = this;
    if (this.json) {
      const printed = documents.length === 1 ? documents[0] : documents;
      process.stdout.write(`${JSON.stringify(printed, null, 2)}\n`);
    }
    if (wasInterrupted) return EXIT_UNKNOWN;
    if (codes.includes(EXIT_VIOLATED)) return EXIT_VIOLATED;
    return codes.includes(EXIT_UNKNOWN) ? EXIT_UNKNOWN : EXIT_HOLDS;
  }
}
