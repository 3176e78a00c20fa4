import fs from 'node:fs';
import type { SimProcess } from '../../engine/process.ts';
import type { OpenFile } from '../disk/open-files.ts';
import type { Volume } from '../disk/volume.ts';

const { closeSync } = fs;

/** A descriptor that nobody has open: the system is asked, and says EBADF. */
const NO_FD = 2 ** 31 - 1;

/** The real descriptors that stand for those of simulated processes. */
export class RealFiles {
  private readonly volume: Volume;
  private readonly open: Map<SimProcess, Map<number, { readonly file: OpenFile | undefined; readonly fd: number }>> =
    new Map();

  constructor(volume: Volume) {
    this.volume = volume;
  }

  /** `simulated`: what the process has just opened on the simulated disk. Returns that. */
  add(process: SimProcess, simulated: number, fd: number): OpenFile | undefined {
    const files = this.open.get(process) ?? new Map();
    this.open.set(process, files);
    const before = files.get(simulated);
    if (before !== undefined) closeSync(before.fd);
    const file = this.volume.files(process).get(simulated);
    files.set(simulated, { file, fd });
    return file;
  }

  get(process: SimProcess, simulated: number): number {
    return this.open.get(process)?.get(simulated)?.fd ?? NO_FD;
  }

  /** The same, which whoever asks is about to close. */
  take(process: SimProcess, simulated: number): number {
    const fd = this.get(process, simulated);
    this.open.get(process)?.delete(simulated);
    return fd;
  }

  /** Closes what the simulated disk has closed by itself: after an error, or because the process was killed. */
  closeStale(): void {
    for (const [process, files] of this.open) {
      for (const [simulated, { file, fd }] of files) {
        if (this.volume.files(process).get(simulated) === file) continue;
        closeSync(fd);
        files.delete(simulated);
      }
    }
  }

  /** At the end of an execution, which leaves open what it likes. */
  closeAll(): void {
    for (const files of this.open.values()) for (const { fd } of files.values()) closeSync(fd);
  }
}
