import { askOrLose } from './ask-or-lose.ts';
import type { CrewMember } from './crew-member.ts';
import { interruptionBy } from './failed-request.ts';
import type { Replies, Request } from './worker-protocol.ts';

/**
 * Minimising executes new schedules, and one of those may never return, or end the thread: then the found ones are reported
 * unshrunk. If those cannot be executed again either, nothing is known of them.
 */
export async function askForReport(
  member: CrewMember,
  request: Request & { readonly kind: 'report' },
): Promise<Replies['report']> {
  const report = await askOrLose(() => member.ask(request));
  if (report !== null) return report;
  try {
    return await member.ask({ ...request, attemptsMax: 0 });
  } catch (error) {
    const interruption = request.context.interruption ?? interruptionBy(error, -1);
    const findings = { ...request.findings, violations: new Map() };
    return member.ask({ ...request, findings, context: { ...request.context, interruption } });
  }
}
