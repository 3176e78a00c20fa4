import events from 'node:events';
import stream from 'node:stream';
import streamPromises from 'node:stream/promises';
import workerThreads, { BroadcastChannel, MessageChannel } from 'node:worker_threads';
import { completions, newer, refused, type Source, told, turns } from './source.ts';

// Messages, events and streams within a process.

export const MESSAGES: readonly Source[] = [
  ...completions({
    'new MessageChannel': () => {
      const { port1, port2 } = new MessageChannel();
      port2.postMessage('x');
      return told((done) => port1.on('message', done)).finally(() => port1.close());
    },
    'new BroadcastChannel': () => {
      const [one, other] = [new BroadcastChannel('c'), new BroadcastChannel('c')];
      const message = told((done) => Object.assign(one, { onmessage: done }));
      other.postMessage('x');
      return message.finally(() => [one, other].map((each) => each.close()));
    },
  }),
  ...turns({
    'stream.promises.pipeline': () =>
      streamPromises.pipeline(stream.Readable.from(['a']), new stream.PassThrough().resume()),
    'stream.Readable.from': () => stream.Readable.from(['a']).toArray(),
    'new ReadableStream': () => new Response(new ReadableStream({ start: (controller) => controller.close() })).text(),
    'Blob.text': () => new Blob(['x']).text(),
    'events.once': () => {
      const emitter = new events.EventEmitter();
      process.nextTick(() => emitter.emit('x'));
      return events.once(emitter, 'x');
    },
    structuredClone: () => structuredClone({ a: 1 }),
    'worker_threads.receiveMessageOnPort': () => workerThreads.receiveMessageOnPort(new MessageChannel().port1),
  }),
  ...turns({ 'Blob.stream': () => new Response(new Blob(['x']).stream()).text() }, { until: 24 }),
  ...completions({ 'Blob.stream from 24 on': () => new Response(new Blob(['x']).stream()).text() }, { since: 24 }),
  ...refused(
    {
      'navigator.locks.request': () => newer(Reflect.get(workerThreads, 'locks') as object, 'request')('l', () => {}),
      'navigator.locks.query': () => newer(Reflect.get(workerThreads, 'locks') as object, 'query')(),
    },
    { since: 24 },
  ),
];
