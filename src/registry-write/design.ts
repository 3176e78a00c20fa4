import type { RegistryEdits } from './edits.ts';
import type { OpenRegistry } from './registry-file.ts';

/** How one process writes its registries: what a gateway would have to change in order to adopt an implementation. */
export interface RegistryDesign {
  readonly open: OpenRegistry;
  readonly edits: RegistryEdits;
  /**
   * How a caller adds several entries: all at once (as plugins do that start together), one after the other (workaround
   * 1), or as one update (workaround 2, practice 1).
   */
  readonly adds: 'at once' | 'in turn' | 'in one batch';
  /** Workaround 3: commands run under `flock`, as in `flock models.json.lock openclaw models add`. */
  readonly commandsUnderFlock: boolean;
  /** Q5: registry files are checked at intervals. */
  readonly monitorsHealth: boolean;
}
