import { publishedEntry } from '../built-package.ts';
import { exploreThemeInto } from './explore-theme.ts';

// A process of its own: node --import tsx in-library.ts THEME FILE

const [, , theme = '', file = ''] = process.argv;
const { explore } = (await import(publishedEntry())) as typeof import('../../index.ts');
await exploreThemeInto(file, theme, explore);
