// In a checkout: sources run as they are.
import { register as registerRequire } from 'tsx/cjs/api';
import { register as registerImport } from 'tsx/esm/api';

registerImport();
registerRequire();
