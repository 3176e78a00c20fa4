// `raceline/scenarios/lost-update`. An implementation of it is a function without arguments.
export { scenario } from './scenario.ts';
