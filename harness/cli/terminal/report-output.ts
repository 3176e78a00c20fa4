import { existsSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { REPORTERS } from '../../../reports/catalogue.ts';
import { type Paint, paintFor } from '../../../reports/paint.ts';
import { printableReport } from '../../../reports/printable.ts';
import type { Reports } from '../../../reports/report.ts';
import type { CommandName } from '../../../reports/reporter.ts';
import { ENGINE_VERSION } from '../../engine/version.ts';
import type { ReportArguments, ReportFile } from '../options/report-options.ts';
import { type Output, prepareOutputDirectory, unwritable, writeWhole } from './output-files.ts';

/** Where a command's report goes: to standard output, as text or as JSON, and to the files that --report names. */
export class ReportOutput<C extends CommandName> {
  private readonly command: C;
  private readonly args: ReportArguments;
  private readonly isDetailed: boolean;
  /** Characters of the text that are already printed. */
  private printed = 0;
  private failure: unknown = undefined;

  /** Throws ERR_OUTPUT_DIRECTORY, before any work is done, for a file that cannot be written. */
  constructor(command: C, args: ReportArguments, { isDetailed = false }: { readonly isDetailed?: boolean } = {}) {
    this.command = command;
    this.args = args;
    this.isDetailed = isDetailed;
    for (const file of args.report) prepareFile(file);
  }

  /** The report so far. Text is printed as it grows, JSON only once it is whole. */
  grow(report: Reports[C]): void {
    if (!this.args.json) this.print(report);
  }

  /** Something else cannot be written: `finish` throws the first such error, once all verdicts are printed. */
  readonly failed: (error: unknown) => void = (error) => {
    this.failure ??= error;
  };

  finish(report: Reports[C]): void {
    this.print(report);
    for (const { name, file } of this.args.report) {
      const content = this.render(name, report, paintFor(false));
      try {
        writeWhole(dirname(file), basename(file), content);
      } catch (error) {
        this.failed(unwritable(outputOf(file), error));
      }
    }
    if (this.failure !== undefined) throw this.failure;
  }

  private print(report: Reports[C]): void {
    const paint = paintFor(process.stdout.isTTY === true);
    const whole = this.render(this.args.json ? 'json' : 'text', report, paint);
    process.stdout.write(whole.slice(this.printed));
    this.printed = whole.length;
  }

  private render(name: string, report: Reports[C], paint: Paint): string | Uint8Array {
    const reporter = REPORTERS[this.command].find((each) => each.name === name);
    if (reporter === undefined) throw new RangeError(`${this.command} has no report ${name}`);
    const rendered = reporter.render(report, { version: ENGINE_VERSION, paint, isDetailed: this.isDetailed });
    return typeof rendered === 'string' ? printableReport(rendered) : rendered;
  }
}

function outputOf(file: string): Output {
  return { what: 'the report', where: file, next: 'Pass another file to --report.' };
}

function prepareFile({ file }: ReportFile): void {
  prepareOutputDirectory(dirname(file), outputOf(file));
  if (existsSync(file) && statSync(file).isDirectory()) throw unwritable(outputOf(file), new Error('it is a folder'));
}
