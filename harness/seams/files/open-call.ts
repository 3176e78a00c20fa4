import type { Actor } from '../../engine/operation.ts';
import { kindNamed } from '../../engine/resource.ts';
import { open } from '../../world/disk/file-calls.ts';
import type { OpenFlags } from '../../world/disk/flags.ts';
import { FILE_MODE } from '../../world/disk/modes.ts';
import type { DiskPath } from '../../world/disk/path.ts';
import type { Volume } from '../../world/disk/volume.ts';
import { flagsOf, modeOf, pathOf } from './arguments.ts';
import { SingleEffect } from './one-effect.ts';
import type { MakeWork } from './work.ts';

/** `open`: `wrap` makes of the descriptor what the caller gets. */
export function openCall(wrap: (fd: number) => unknown): MakeWork {
  const kind = kindNamed('open');
  const act = (volume: Volume, actor: Actor, call: { path: DiskPath; flags: OpenFlags; mode: number }): unknown =>
    wrap(open(volume, actor, call.path, call.flags, call.mode));
  return (_actor, args) => {
    const path = pathOf(args[0]);
    const flags = flagsOf(args[1], 'r');
    const mode = modeOf(args[2], FILE_MODE);
    const how = flags.creates ? 'creates' : flags.truncates ? 'writes' : 'reads';
    return new SingleEffect(kind, path, [{ path, how }], { path, flags, mode }, act, args);
  };
}
