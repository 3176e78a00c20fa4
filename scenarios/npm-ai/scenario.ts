import fc from 'fast-check';
import { defineScenario, type Scenario, stream } from '../../harness/index.ts';
import { published } from '../shared/published.ts';

interface Message {
  readonly role: string;
  readonly parts: readonly { readonly type: string; readonly text?: string }[];
}

interface Chat {
  sendMessage(message: { text: string }): Promise<void>;
}

interface Package {
  readonly AbstractChat: new (options: {
    id: string;
    transport: object;
    state: MemoryState;
    onFinish: (finished: { message: Message }) => void;
  }) => Chat;
  readonly DefaultChatTransport: new (options: { api: string }) => object;
}

/** What a binding of a framework keeps: here plain fields, as nobody is shown them. */
class MemoryState {
  status: string = 'ready';
  error: Error | undefined;
  messages: readonly Message[] = [];

  pushMessage(message: Message): void {
    this.messages = [...this.messages, message];
  }

  popMessage(): void {
    this.messages = this.messages.slice(0, -1);
  }

  replaceMessage(index: number, message: Message): void {
    this.messages = this.messages.with(index, message);
  }

  snapshot<T>(thing: T): T {
    return structuredClone(thing);
  }
}

const API = 'https://app.example/api/chat';

/** The answer to the last message of a chat, as its server streams it. */
async function answer(request: Request): Promise<readonly string[]> {
  const { messages } = (await request.json()) as { messages: readonly Message[] };
  const delta = `re: ${messages.at(-1)?.parts[0]?.text}`;
  const chunks = [
    { type: 'start' },
    { type: 'text-start', id: 't' },
    { type: 'text-delta', id: 't', delta },
    { type: 'text-end', id: 't' },
    { type: 'finish' },
  ];
  return [...chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`), 'data: [DONE]\n\n'];
}

export const scenario: Scenario = defineScenario({
  name: 'npm-ai',
  title: 'a user sends a second message while the first is being answered',
  implementations: {
    '6.0.100': {
      says: 'ai, where a chat knows of one answer at a time',
      subject: (await published('ai-6.0.100')) as unknown as Package,
    },
    '6.0.299': {
      says: 'ai, where each request knows its own answer',
      subject: (await published('ai-6.0.299')) as unknown as Package,
    },
  },
  examples: { 'two messages': { workload: { messages: 2 }, faults: null } },
  workload: fc.record({ messages: fc.integer({ min: 1, max: 3 }) }),
  faults: fc.constant(null),
  setup(env, { AbstractChat, DefaultChatTransport }: Package, { messages }: { messages: number }) {
    const state = { asked: [] as string[], finished: [] as string[] };
    env.network.upstream(new URL(API).origin, async (request) => stream(await answer(request)), { name: 'app' });
    const onFinish = ({ message }: { message: Message }): void => {
      state.finished.push(message.parts.map(({ text }) => text).join(''));
    };
    const transport = new DefaultChatTransport({ api: API });
    const chat = new AbstractChat({ id: 'chat', transport, state: new MemoryState(), onFinish });
    const browser = env.process('browser');
    for (let i = 1; i <= messages; i++) {
      const text = `question ${i}`;
      state.asked.push(text);
      env.actor(`send-${i}`, browser, () => chat.sendMessage({ text }), { latestMs: 2_000 });
    }
    return state;
  },
  properties: [
    {
      name: 'each-answer-finishes',
      kind: 'safety',
      level: 'documented',
      says: 'onFinish is called with the answer to each message, once',
      when: 'quiescence',
      judge({ asked, finished }) {
        const expected = asked.map((text) => `re: ${text}`);
        if (finished.toSorted().join() === expected.join()) return undefined;
        return { message: `asked ${asked.join(', ')}; finished ${finished.join(', ')}` };
      },
    },
  ],
});
