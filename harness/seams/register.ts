// The first import of whoever runs code under test: see installSeams.
import { installSeams } from './install.ts';

installSeams();
