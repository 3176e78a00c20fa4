import type { Implementation } from '../../harness/index.ts';
import { ArrayItemByItem } from '../../src/model-reset/array-item-by-item.ts';
import { AbortEverything, DoNothing, RefuseEverything } from '../../src/model-reset/baselines.ts';
import {
  BlueGreenLateLookup,
  BlueGreenLateLookupAndLock,
  BlueGreenPinned,
  BlueGreenPinnedAndLock,
} from '../../src/model-reset/blue-green.ts';
import { ClearThenLoad } from '../../src/model-reset/clear-then-load.ts';
import { ClientRetry } from '../../src/model-reset/client-retry.ts';
import { DrainAllSettled } from '../../src/model-reset/drain-all-settled.ts';
import { DrainAndLock } from '../../src/model-reset/drain-and-lock.ts';
import { DrainLateRegistration } from '../../src/model-reset/drain-late-registration.ts';
import { DrainPromiseAll } from '../../src/model-reset/drain-promise-all.ts';
import { DrainTimeout } from '../../src/model-reset/drain-timeout.ts';
import type { MakeGateway } from '../../src/model-reset/gateway.ts';
import { HealthGate } from '../../src/model-reset/health-gate.ts';
import { LoadThenClear } from '../../src/model-reset/load-then-clear.ts';
import { MaintenanceWindow } from '../../src/model-reset/maintenance-window.ts';
import { Reference } from '../../src/model-reset/reference.ts';
import {
  type ReferenceParts,
  WITHOUT_COPY_ON_WRITE,
  WITHOUT_DRAIN,
  WITHOUT_HEALTH,
  WITHOUT_LOCK,
  WITHOUT_TRACKING,
  WITHOUT_VALIDATION,
} from '../../src/model-reset/reference-parts.ts';
import { ReloadLockGateway } from '../../src/model-reset/reload-lock-gateway.ts';
import type { GatewaySettings } from '../../src/model-reset/settings.ts';

type Entry = Implementation<MakeGateway>;

function entry(says: string, Gateway: new (settings: GatewaySettings) => ReturnType<MakeGateway>): Entry {
  return { says, subject: (settings) => new Gateway(settings) };
}

function without(ablates: string, says: string, parts: ReferenceParts): Entry {
  return { says, ablates, subject: (settings) => new Reference(settings, parts) };
}

export const IMPLEMENTATIONS: Readonly<Record<string, Entry>> = {
  'clear-then-load': entry('the reset as reported: clear the registry, then load the config into it', ClearThenLoad),
  'load-then-clear': entry('the reload as reported: load, then clear and fill in one go', LoadThenClear),
  'array-item-by-item': entry('the registry is an array; cleared, then one entry after the other', ArrayItemByItem),
  'drain-promise-all': entry(
    'the fix of cause 1 as printed: stop accepting, Promise.all of what is in flight, clear, load',
    DrainPromiseAll,
  ),
  'drain-late-registration': entry('the same; a request registers itself after its preparation', DrainLateRegistration),
  'drain-all-settled': entry('the same with Promise.allSettled, and accepting again in a finally', DrainAllSettled),
  'drain-timeout': entry('workaround 2: drain for 30 s at most, reload, resume', DrainTimeout),
  'reload-lock': entry('the fix of cause 2 as printed: the reported reload under async-lock', ReloadLockGateway),
  'drain-and-lock': entry('the fixes of causes 1 and 2 together', DrainAndLock),
  'blue-green-late-lookup': entry(
    'workaround 3: a new registry in one assignment; requests look up when they call',
    BlueGreenLateLookup,
  ),
  'blue-green-pinned': entry('workaround 3; requests keep the model that they were accepted with', BlueGreenPinned),
  'blue-green-late-lookup-and-lock': entry(
    'workaround 3 with lookups at the call, reloads under async-lock',
    BlueGreenLateLookupAndLock,
  ),
  'blue-green-pinned-and-lock': entry(
    'workaround 3 with pinned models, reloads under async-lock',
    BlueGreenPinnedAndLock,
  ),
  'client-retry': entry('workaround 4 as printed: clients of the reported reset try again', ClientRetry),
  'health-gate': entry('practice 5: the reported reset behind a 503 while no models are there', HealthGate),
  'maintenance-window': entry('workaround 1: stop the gateway && reload && start it', MaintenanceWindow),
  reference: entry(
    'versions built beside each other, requests lease the one that accepted them, reloads take turns with a time limit',
    Reference,
  ),
  'do-nothing': entry('baseline: a reload says that it is done, and does nothing', DoNothing),
  'refuse-everything': entry('baseline: every request and every reload is refused', RefuseEverything),
  'abort-everything': entry('baseline: each reload ends all requests in flight', AbortEverything),
  'reference-without-tracking': without(
    'Q1, in-flight request tracking',
    'the reference, closing a replaced version after 30 s because nobody knows who uses it',
    WITHOUT_TRACKING,
  ),
  'reference-without-reload-lock': without('Q2, the reload lock', 'the reference, reloads all at once', WITHOUT_LOCK),
  'reference-without-drain': without(
    'Q3, draining before the reset',
    'the reference, closing a replaced version at once',
    WITHOUT_DRAIN,
  ),
  'reference-without-copy-on-write': without(
    'Q4, copy-on-write provider updates',
    'the reference, giving the providers in use their new settings',
    WITHOUT_COPY_ON_WRITE,
  ),
  'reference-without-validation': without(
    'Q6, registry consistency validation',
    'the reference, installing whatever the config says',
    WITHOUT_VALIDATION,
  ),
  'reference-without-health': without(
    'Q7, the health check endpoint',
    'the reference, without a health endpoint',
    WITHOUT_HEALTH,
  ),
};
