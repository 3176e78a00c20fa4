// Entry of the package: raceline/test, and raceline/register before it. Who explores scenario objects wants both, before the code under
// test is loaded.
import './seams/register.ts';

export { type ExpectOptions, expectHolds, expectReplays, expectViolates, type ReplayExpectation } from './test.ts';
