// Entry of the package: what verdicts rest on, for whoever writes a report. Types only.
export type { Coverage, Exhausted, TraceCoverage } from './scenario/coverage.ts';
export type { Doubt, Established, Found, How, Shard, Unknown } from './scenario/how.ts';
