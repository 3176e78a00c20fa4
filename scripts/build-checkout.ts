// What bin/raceline.js runs in a checkout when a source has changed.
import { setup } from '../harness/testing/built-package.ts';

await setup();
