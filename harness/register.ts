// `import 'raceline/register'` before the code under test: see installSeams.
import './seams/register.ts';
