import { askOrLose } from './ask-or-lose.ts';
import type { CrewMember } from './worker-crew.ts';
import type { Replies, Request } from './worker-protocol.ts';

/** Minimising executes new schedules, and one of those may never return: then the found ones are reported unshrunk. */
export async function askForReport(
  member: CrewMember,
  request: Request & { readonly kind: 'report' },
): Promise<Replies['report']> {
  const report = await askOrLose(() => member.ask(request));
  return report ?? member.ask({ ...request, attemptsMax: 0 });
}
