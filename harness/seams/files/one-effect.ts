import type { Actor } from '../../engine/operation.ts';
import { type Kind, kindNamed } from '../../engine/resource.ts';
import type { DiskPath } from '../../world/disk/path.ts';
import type { Volume } from '../../world/disk/volume.ts';
import { fdOf, pathOf } from './arguments.ts';
import type { FileTouch } from './footprint.ts';
import { pathOfFd, touchOfFd } from './open-file.ts';
import { FileWork, type MakeWork, type RealSide } from './work.ts';

/** Why a call has no real counterpart. The order of entries is a file system's own; what watches tell, and when, is the kernel's. */
const ALONE: Readonly<Record<string, string>> = {
  closedir: 'ends of opendir',
  readdir: 'entries of opendir',
  watch: 'watches',
};

/** Work of one effect: `act` with what `parse` made of the arguments. */
export class SingleEffect<Parsed> extends FileWork {
  private readonly touched: readonly FileTouch[];
  private readonly parsed: Parsed;
  private readonly act: (volume: Volume, actor: Actor, parsed: Parsed) => unknown;
  /** As the call was given them: a real disk is asked with these, not with what was made of them here. */
  private readonly args: readonly unknown[];

  constructor(
    kind: Kind,
    path: DiskPath,
    touched: readonly FileTouch[],
    parsed: Parsed,
    act: (volume: Volume, actor: Actor, parsed: Parsed) => unknown,
    args: readonly unknown[],
  ) {
    super(kind, path);
    this.touched = touched;
    this.parsed = parsed;
    this.act = act;
    this.args = args;
  }

  override effect(volume: Volume, actor: Actor): 'deliver' {
    this.value = this.act(volume, actor, this.parsed);
    return 'deliver';
  }

  override onReal(side: RealSide): unknown {
    const { kind, paths, args, parsed, value } = this;
    return side.call({ name: kind.name, paths, args, parsed, value });
  }

  override touches(): readonly FileTouch[] {
    return this.touched;
  }

  override get paths(): readonly DiskPath[] {
    return this.touched.length === 0 ? [this.path] : this.touched.map(({ path }) => path);
  }

  override get alone(): string | null {
    return ALONE[this.kind.name] ?? null;
  }
}

/** A call of one effect on one path. */
export function onPath<Parsed>(
  name: string,
  how: FileTouch['how'],
  parse: (args: readonly unknown[]) => Parsed,
  act: (volume: Volume, actor: Actor, path: DiskPath, parsed: Parsed) => unknown,
  pathFrom: (value: unknown) => DiskPath = pathOf,
): MakeWork {
  const kind = kindNamed(name);
  const run = (volume: Volume, actor: Actor, call: { path: DiskPath; parsed: Parsed }): unknown =>
    act(volume, actor, call.path, call.parsed);
  return (_actor, args) => {
    const path = pathFrom(args[0]);
    return new SingleEffect(kind, path, [{ path, how }], { path, parsed: parse(args) }, run, args);
  };
}

/** A call of one effect on two paths. The operation is named after the second: it is what others wait for. */
export function onTwoPaths(
  name: string,
  how: FileTouch['how'],
  toHow: FileTouch['how'],
  act: (volume: Volume, actor: Actor, from: DiskPath, to: DiskPath) => unknown,
): MakeWork {
  const kind = kindNamed(name);
  const run = (volume: Volume, actor: Actor, paths: readonly [DiskPath, DiskPath]): unknown =>
    act(volume, actor, paths[0], paths[1]);
  return (_actor, args) => {
    const from = pathOf(args[0]);
    const to = pathOf(args[1]);
    const touched: FileTouch[] = [
      { path: from, how },
      { path: to, how: toHow },
    ];
    return new SingleEffect<readonly [DiskPath, DiskPath]>(kind, to, touched, [from, to], run, args);
  };
}

/** A call of one effect on an open file. */
export function onFd<Parsed>(
  name: string,
  how: FileTouch['how'],
  parse: (args: readonly unknown[]) => Parsed,
  act: (volume: Volume, actor: Actor, fd: number, parsed: Parsed) => unknown,
): MakeWork {
  const kind = kindNamed(name);
  const run = (volume: Volume, actor: Actor, call: { fd: number; parsed: Parsed }): unknown =>
    act(volume, actor, call.fd, call.parsed);
  return (actor, args) => {
    const fd = fdOf(args[0]);
    const touched = touchOfFd(actor, fd, how);
    return new SingleEffect(kind, pathOfFd(actor, fd), touched, { fd, parsed: parse(args) }, run, args);
  };
}

/** For calls whose path or descriptor is all that they are told. */
export const nothing = (): undefined => undefined;
