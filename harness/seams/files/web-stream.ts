import { NODE_MAJOR } from '../../engine/node-version.ts';
import { argumentError, received } from './argument-errors.ts';

/** What a web stream needs of a `FileHandle`: bytes, and to say that it is done with them. */
export interface StreamSource {
  read(into: Uint8Array, offset: number, length: number): Promise<unknown>;
  /** Once, when the stream has ended or was cancelled. */
  done(): unknown;
  close(): Promise<unknown>;
}

/** Whether all streams are of bytes, and may close the file; before, only those that are asked to be. */
const IS_ALWAYS_OF_BYTES = NODE_MAJOR >= 22;
const CHUNK_BYTES = 16_384;
const BLOCK_BYTES = 65_536;

/** Node's web stream over a file, and what ends it when the file is closed. */
export function webStreamOf(
  source: StreamSource,
  options: { readonly type?: unknown; readonly autoClose?: unknown },
): { readonly stream: ReadableStream; readonly end: () => void } {
  const { type, autoClose = false } = options;
  if (IS_ALWAYS_OF_BYTES) checkAutoClose(autoClose);
  let isDone = false;
  const finish = async (): Promise<void> => {
    if (isDone) return;
    isDone = true;
    source.done();
    if (IS_ALWAYS_OF_BYTES && autoClose === true) await source.close();
  };
  let close = (): void => {};
  const end = (): void => {
    if (isDone) return;
    void finish();
    close();
  };
  const isOfBytes = IS_ALWAYS_OF_BYTES || type === 'bytes';
  const closing = (how: () => void): void => {
    close = how;
  };
  const parts = { source, finish, closing, isDone: () => isDone };
  return { stream: isOfBytes ? streamOfBytes(parts) : streamOfBuffers(parts), end };
}

interface Parts {
  readonly source: StreamSource;
  readonly finish: () => Promise<void>;
  /** Tells how the stream is closed from outside. */
  readonly closing: (how: () => void) => void;
  readonly isDone: () => boolean;
}

function streamOfBytes({ source, finish, closing, isDone }: Parts): ReadableStream {
  return new ReadableStream({
    type: 'bytes',
    autoAllocateChunkSize: CHUNK_BYTES,
    start: (controller) => {
      closing(() => {
        controller.close();
        controller.byobRequest?.respond(0);
      });
    },
    pull: async (controller) => {
      const view = controller.byobRequest?.view as Uint8Array;
      const { bytesRead } = (await source.read(view, 0, view.byteLength)) as { bytesRead: number };
      if (isDone()) return;
      if (bytesRead === 0) {
        controller.close();
        await finish();
      }
      controller.byobRequest?.respond(bytesRead);
    },
    cancel: finish,
  });
}

function streamOfBuffers({ source, finish, closing, isDone }: Parts): ReadableStream {
  return new ReadableStream({
    start: (controller) => closing(() => controller.close()),
    pull: async (controller) => {
      const into = new Uint8Array(BLOCK_BYTES);
      const { bytesRead } = (await source.read(into, 0, BLOCK_BYTES)) as { bytesRead: number };
      if (isDone()) return;
      if (bytesRead > 0) controller.enqueue(into.buffer.slice(0, bytesRead));
      else {
        controller.close();
        await finish();
      }
    },
    cancel: finish,
  });
}

function checkAutoClose(value: unknown): void {
  if (typeof value === 'boolean') return;
  const what = 'The "options.autoClose" property must be of type boolean.';
  throw argumentError('ERR_INVALID_ARG_TYPE', `${what} ${received(value)}`);
}
