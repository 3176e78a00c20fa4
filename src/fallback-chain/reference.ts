import type { FallbackPolicy } from './gateway.ts';
import { snapshotAndProvenance } from './snapshot-and-provenance.ts';

/**
 * A run keeps a deep copy of its models and of the session's pin, and whatever writes a session's entry keeps who pinned
 * its model. The price: a run goes on calling models that the administrator has just removed, and every run that begins
 * while a restart waits begins on the old config and makes the restart wait longer, up to the cap, which cuts runs off.
 */
export const reference: FallbackPolicy = snapshotAndProvenance;
