import buffer from 'node:buffer';
import type { Actor } from '../../engine/operation.ts';
import { dispatch, PASS_THROUGH } from '../dispatch/dispatch.ts';
import { randomOf } from './randomness.ts';
import { uuidVersion4 } from './values.ts';

/** Blobs by their `blob:nodedata:...`, by execution. */
const blobs = new WeakMap<object, Map<string, Blob>>();

/** Gives the URLs of blobs ids from the execution's randomness. What is registered ends with its execution. */
export function installObjectUrlSeam(): void {
  dispatch(URL, 'createObjectURL', (actor, [blob]) => (blob instanceof Blob ? register(actor, blob) : PASS_THROUGH));
  dispatch(URL, 'revokeObjectURL', ({ execution }, [url]) => {
    return blobs.get(execution)?.delete(`${url}`) === true ? undefined : PASS_THROUGH;
  });
  dispatch(buffer, 'resolveObjectURL', ({ execution }, [url]) => {
    const blob = blobs.get(execution)?.get(`${url}`);
    // Node makes a new one each time.
    return blob === undefined ? PASS_THROUGH : blob.slice(0, blob.size, blob.type);
  });
}

function register(actor: Actor, blob: Blob): string | typeof PASS_THROUGH {
  const random = randomOf(actor);
  if (random === undefined) return PASS_THROUGH;
  const url = `blob:nodedata:${uuidVersion4(random)}`;
  const known = blobs.get(actor.execution) ?? new Map<string, Blob>();
  blobs.set(actor.execution, known.set(url, blob));
  return url;
}
