import type { Property } from '../../harness/index.ts';
import { BOUND_MS, DISK_SLACK_MS, ms } from './bounds.ts';
import type { FloodRecord } from './record.ts';

/** What becomes of messages beyond their being saved: without these, whoever refuses all of them breaks nothing. */

const messageNotRefused: Property<FloodRecord> = {
  name: 'message-not-refused',
  kind: 'safety',
  level: 'strict',
  says: 'a message is refused only if the disk was full, and not for longer than 3 s after that',
  when: 'quiescence',
  judge: ({ deliveries }) => {
    const refused = deliveries.find(({ answer }) => answer?.kind === 'refused' && !answer.isTrue);
    if (refused === undefined) return undefined;
    const { id, sentAt, answer } = refused;
    const message = `${id} was sent at ${ms(sentAt)} and refused at ${ms(answer?.at ?? sentAt)}, with room on the disk`;
    return { message, steps: answer === null ? [] : [answer.step] };
  },
};

const messageAnswered: Property<FloodRecord> = {
  name: 'message-answered',
  kind: 'liveness',
  level: 'strict',
  says: 'where no write fails and nobody is killed, every message is acknowledged or refused within 3 s',
  when: 'quiescence',
  applies: ({ hadNoFaults }) => hadNoFaults,
  judge: ({ hadNoFaults, deliveries }) => {
    if (!hadNoFaults) return undefined;
    for (const { id, sentAt, answer } of deliveries) {
      const sent = `${id} was sent at ${ms(sentAt)}`;
      if (answer === null) return { message: `${sent} and never answered` };
      if (answer.at - sentAt <= BOUND_MS + DISK_SLACK_MS) continue;
      return { message: `${sent} and answered ${ms(answer.at - sentAt)} later`, steps: [answer.step] };
    }
    return undefined;
  },
};

const messageReadable: Property<FloodRecord> = {
  name: 'message-readable',
  kind: 'safety',
  level: 'strict',
  says: 'as a message is acknowledged, its session in memory has it',
  when: 'quiescence',
  judge: ({ acknowledged }) => {
    const missed = acknowledged.find(({ answer }) => !answer.isTrue);
    if (missed === undefined) return undefined;
    const { id, session, answer } = missed;
    return {
      message: `${id} was acknowledged at ${ms(answer.at)}, and ${session} in memory did not have it`,
      steps: [answer.step],
    };
  },
};

const savedAsSent: Property<FloodRecord> = {
  name: 'message-saved-as-sent',
  kind: 'safety',
  level: 'strict',
  says: 'a file of a session never has anything but messages sent to it: each once, with its text, in their order',
  when: 'quiescence',
  judge: ({ distortion }) => (distortion === null ? undefined : { message: distortion.what, steps: [distortion.step] }),
};

const refusedNotSaved: Property<FloodRecord> = {
  name: 'refused-not-saved',
  kind: 'safety',
  level: 'strict',
  says: 'a message whose sender was told that it was not saved is not in the file of its session at the end',
  when: 'quiescence',
  applies: ({ wasDiskFull }) => wasDiskFull,
  judge: (record) => {
    for (const { id, session, answer } of record.deliveries) {
      if (answer?.kind !== 'refused' || record.idsOnDisk(session)?.includes(id) !== true) continue;
      return { message: `${id} was refused at ${ms(answer.at)}, and ${session}.json has it`, steps: [answer.step] };
    }
    return undefined;
  },
};

const savedDespiteFullDisk: Property<FloodRecord> = {
  name: 'saved-despite-full-disk',
  kind: 'liveness',
  level: 'strict',
  says: 'where some writes fail and nobody is killed, every acknowledged message is in the file of its session at the end',
  when: 'quiescence',
  applies: ({ kill, wasDiskFull }) => kill === null && wasDiskFull,
  judge: (record) => {
    if (record.kill !== null || !record.wasDiskFull) return undefined;
    const lost = record.acknowledged.find(({ id, session }) => record.idsOnDisk(session)?.includes(id) !== true);
    if (lost === undefined) return undefined;
    const { id, session, answer } = lost;
    return {
      message: `${id} was acknowledged at ${ms(answer.at)}, and ${session}.json does not have it, though the disk has room again`,
      steps: [answer.step],
    };
  },
};

const earlierMessagesKept: Property<FloodRecord> = {
  name: 'earlier-messages-kept',
  kind: 'safety',
  level: 'strict',
  says: 'what a gateway before this one had saved is in the file of its session at the end',
  when: 'quiescence',
  applies: ({ earlier }) => earlier.length > 0,
  judge: (record) => {
    const lost = record.earlier.find(({ id, session }) => record.idsOnDisk(session)?.includes(id) !== true);
    if (lost === undefined) return undefined;
    return { message: `${lost.id} was in ${lost.session}.json before the gateway began, and is not at the end` };
  },
};

export const SERVICE_PROPERTIES: readonly Property<FloodRecord>[] = [
  messageNotRefused,
  messageAnswered,
  messageReadable,
  savedAsSent,
  refusedNotSaved,
  savedDespiteFullDisk,
  earlierMessagesKept,
];
