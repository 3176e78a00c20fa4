import { expect, test } from 'vitest';
import { Answer } from './answer.ts';

function answerOf(packets: readonly string[]): Answer {
  return new Answer(
    new ReadableStream({
      start(controller) {
        for (const packet of packets) controller.enqueue(new TextEncoder().encode(packet));
        controller.close();
      },
    }),
  );
}

test('a chunk may be split over packets, and a packet may hold several chunks', async () => {
  const answer = answerOf(['{"text":"1"}\n{"te', 'xt":"2"}\n{"text":"3"}\n{"text', '":"4"}\n']);
  const texts = [await answer.next(), await answer.next(), await answer.next(), await answer.next()];
  expect(texts.map(({ text }) => text)).toEqual(['1', '2', '3', '4']);
});

test('an answer that ends before its last chunk is an error', async () => {
  const answer = answerOf(['{"text":"1"}\n', '{"text":']);
  await answer.next();
  await expect(answer.next()).rejects.toThrow('the answer ended before its last chunk');
});
