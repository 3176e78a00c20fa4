import type { Actor } from '../../engine/operation.ts';
import { type Kind, kindNamed } from '../../engine/resource.ts';
import type { DiskPath } from '../../world/disk/path.ts';
import type { Volume } from '../../world/disk/volume.ts';
import { fdOf, pathOf } from './arguments.ts';
import type { FileTouch } from './footprint.ts';
import { pathOfFd, touchOfFd } from './open-file.ts';
import { FileWork, type MakeWork } from './work.ts';

/** Work of one effect: `act` with what `parse` made of the arguments. */
export class SingleEffect<Parsed> extends FileWork {
  private readonly touched: readonly FileTouch[];
  private readonly parsed: Parsed;
  private readonly act: (volume: Volume, actor: Actor, parsed: Parsed) => unknown;

  constructor(
    kind: Kind,
    path: DiskPath,
    touched: readonly FileTouch[],
    parsed: Parsed,
    act: (volume: Volume, actor: Actor, parsed: Parsed) => unknown,
  ) {
    super(kind, path);
    this.touched = touched;
    this.parsed = parsed;
    this.act = act;
  }

  override effect(volume: Volume, actor: Actor): 'deliver' {
    this.value = this.act(volume, actor, this.parsed);
    return 'deliver';
  }

  override touches(): readonly FileTouch[] {
    return this.touched;
  }
}

/** A call of one effect on one path. */
export function onPath<Parsed>(
  name: string,
  how: FileTouch['how'],
  parse: (args: readonly unknown[]) => Parsed,
  act: (volume: Volume, actor: Actor, path: DiskPath, parsed: Parsed) => unknown,
): MakeWork {
  const kind = kindNamed(name);
  const run = (volume: Volume, actor: Actor, call: { path: DiskPath; parsed: Parsed }): unknown =>
    act(volume, actor, call.path, call.parsed);
  return (_actor, args) => {
    const path = pathOf(args[0]);
    return new SingleEffect(kind, path, [{ path, how }], { path, parsed: parse(args) }, run);
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
    return new SingleEffect<readonly [DiskPath, DiskPath]>(kind, to, touched, [from, to], run);
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
    return new SingleEffect(kind, pathOfFd(actor, fd), touchOfFd(actor, fd, how), { fd, parsed: parse(args) }, run);
  };
}

/** For calls whose path or descriptor is all that they are told. */
export const nothing = (): undefined => undefined;
