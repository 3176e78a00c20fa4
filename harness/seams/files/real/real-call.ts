import type { RealSide, SingleCall } from '../work.ts';

/** A call as it is made in the folder. */
export interface RealCall extends Omit<RealSide, 'call'>, Omit<SingleCall, 'paths'> {
  /** There. */
  readonly paths: readonly string[];
}

/** Of the paths, that of the call that has one alone. */
export function onlyPath({ paths }: RealCall): string {
  return paths[0] ?? '';
}

export function fdOf({ folder, actor, args }: RealCall): number {
  return folder.fdOf(actor, Number(args[0]));
}
