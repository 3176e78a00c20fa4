import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { foundIn } from '../../harness/testing/violated-of.ts';
import { BlueGreenPinned } from '../../src/model-reset/blue-green.ts';
import { type ChatRequest, type MakeGateway, RequestRefusedError } from '../../src/model-reset/gateway.ts';
import { LoadThenClear } from '../../src/model-reset/load-then-clear.ts';
import { scenario } from './scenario.ts';

// What people do in place of a fix. Each takes the symptom of the report away, and has to be red for what it does instead.

/** The lost provider is looked for, and another error says so. */
class NullCheck extends LoadThenClear {
  override async chat(request: ChatRequest): Promise<string> {
    try {
      return await super.chat(request);
    } catch (error) {
      throw error instanceof TypeError ? new Error('this model is being updated') : error;
    }
  }
}

/** Whatever goes wrong is an empty answer. */
class EmptyAnswer extends LoadThenClear {
  override async chat(request: ChatRequest): Promise<string> {
    return super.chat(request).catch(() => '');
  }
}

/** Requests wait while a reload is under way, and are then told to come again. */
class DelayedRefusal extends BlueGreenPinned {
  private reloading = 0;

  override async chat(request: ChatRequest): Promise<string> {
    if (this.reloading === 0) return super.chat(request);
    await sleep(5_000);
    throw new RequestRefusedError(503, 'the gateway was busy');
  }

  override async reload(by: string): Promise<void> {
    this.reloading++;
    await super.reload(by).finally(() => this.reloading--);
  }
}

/** Each request is sent twice, in case one of them is lost. */
class Hedged extends BlueGreenPinned {
  override async chat(request: ChatRequest): Promise<string> {
    return Promise.any([super.chat(request), super.chat(request)]);
  }
}

/** A reload that fails says nothing of it. */
class SwallowedReload extends BlueGreenPinned {
  override async reload(by: string): Promise<void> {
    await super.reload(by).catch(() => {});
  }
}

/** The client has its answer before the provider was asked. */
class AnswerFirst extends BlueGreenPinned {
  override async chat(request: ChatRequest): Promise<string> {
    void super.chat(request).catch(() => {});
    return 'accepted, the answer follows';
  }
}

test.each<[string, MakeGateway, string[]]>([
  ['null check', (settings) => new NullCheck(settings), ['provider-always-defined', 'accepted-is-answered']],
  ['empty answer', (settings) => new EmptyAnswer(settings), ['accepted-is-answered']],
  ['delayed refusal', (settings) => new DelayedRefusal(settings), ['no-spurious-refusal']],
  ['hedged', (settings) => new Hedged(settings), ['called-once']],
  ['swallowed reload', (settings) => new SwallowedReload(settings), ['reload-is-done']],
  ['answer first', (settings) => new AnswerFirst(settings), ['accepted-is-answered', 'called-once']],
])('%s is red', async (name, subject, expected) => {
  const tried = { ...scenario, implementations: { tried: { says: name, subject } } };
  const { violated } = await foundIn(tried, 'tried', expected, { schedulesMax: 600 });
  expect(violated).toEqual(expect.arrayContaining(expected));
});
