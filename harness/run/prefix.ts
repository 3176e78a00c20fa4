import { stepLabel } from '../engine/operation.ts';
import { replayChoices } from '../strategies/replay-choices.ts';
import { runInDetail } from './detailed-run.ts';
import type { ExecutionInput } from './execution-run.ts';
import type { Recorder } from './recorder.ts';

/**
 * The labels of the steps that lead to a step that never returned, that step last. The prefix is executed again up to
 * the step before it; the last label is read off the enabled set.
 */
export async function describePrefix(input: ExecutionInput, choices: readonly number[]): Promise<string[]> {
  const last = choices.at(-1);
  if (last === undefined) return [];
  const limits = { ...input.limits, stepsMax: choices.length - 1 };
  const { run, recorder } = await runInDetail({ ...input, limits }, replayChoices(choices));
  const operation = run.execution.enabled[last];
  return [...stepsOf(recorder), ...(operation === undefined ? [] : [stepLabel(operation)])];
}

function stepsOf(recorder: Recorder): string[] {
  return recorder.events.filter((event) => event.kind === 'step').map((event) => `${event.text} (${event.phase})`);
}
