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
  const answer = answerOf(['{"model":"a","te', 'xt":"1"}\n{"model":"a","text":"2"}\n{"model', '":"a","text":"3"}\n']);
  const texts = [await answer.next(), await answer.next(), await answer.next(), await answer.next()];
  expect(texts.map((chunk) => chunk?.text)).toEqual(['1', '2', '3', undefined]);
});

test('an answer that ends within a chunk is an error, not an end', async () => {
  const answer = answerOf(['{"model":"a","text":"1"}\n', '{"model":']);
  await answer.next();
  await expect(answer.next()).rejects.toThrow('the answer ended within a chunk');
});
