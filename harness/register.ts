// `import 'raceline/register'` before the code under test: see installSeams.
import { installSeams } from './seams/install.ts';

installSeams();
