import { faultsOf, type ModelConfig } from './model-config.ts';
import { RegistryVersion } from './registry-version.ts';
import { noLock, reloadLock, type TakeTurn } from './reload-lock.ts';
import { DRAIN_TIMEOUT_MS, type GatewaySettings } from './settings.ts';

/** The changes that the report requires, each of which can be left out. */
export interface ReferenceParts {
  /** Required changes 1 and 3: what happens to a version that was replaced. */
  readonly retire: (old: RegistryVersion) => void;
  /** Required change 2. */
  readonly lock: (settings: GatewaySettings) => TakeTurn;
  /** Required change 4: puts a config in place of the current version. */
  readonly install: (current: RegistryVersion, config: ModelConfig) => RegistryVersion;
  /** Required change 6: what is wrong with a config. */
  readonly validate: (config: ModelConfig) => readonly string[];
  /** Required change 7. */
  readonly reportsHealth: boolean;
}

export const ALL_PARTS: ReferenceParts = {
  retire: (old) => old.retire(),
  lock: reloadLock,
  install: (_current, config) => new RegistryVersion(config),
  validate: faultsOf,
  reportsHealth: true,
};

/** Nobody knows which requests run, so a replaced version is closed after the time that a drain would wait. */
export const WITHOUT_TRACKING: ReferenceParts = {
  ...ALL_PARTS,
  retire: (old) => {
    setTimeout(() => old.close(), DRAIN_TIMEOUT_MS).unref();
  },
};

/** A replaced version is closed at once. */
export const WITHOUT_DRAIN: ReferenceParts = { ...ALL_PARTS, retire: (old) => old.close() };

export const WITHOUT_LOCK: ReferenceParts = { ...ALL_PARTS, lock: () => noLock };

/** The current version is changed where it is, under the requests that run on it. */
export const WITHOUT_COPY_ON_WRITE: ReferenceParts = {
  ...ALL_PARTS,
  install: (current, config) => {
    current.update(config);
    return current;
  },
};

export const WITHOUT_VALIDATION: ReferenceParts = { ...ALL_PARTS, validate: () => [] };

export const WITHOUT_HEALTH: ReferenceParts = { ...ALL_PARTS, reportsHealth: false };
