import { callSites } from './call-sites.ts';

/** One call on the stack. Either is empty where the runtime does not know it. */
interface Frame {
  readonly function: string;
  /** A path, an address, or `node:internal/...`. */
  readonly file: string;
}

/** Something asynchronous that is no leak if a call like this one made it. */
interface Harmless {
  readonly resource: string;
  /** Somewhere on the stack: a function of this name, or one in a file whose name begins so. */
  readonly by: Partial<Frame>;
  /** Only where it calls the function of this name itself. */
  readonly calling?: string;
  readonly because: string;
}

/** The first that is about a resource decides. */
const HARMLESS: readonly Harmless[] = [
  {
    resource: 'ZLIB',
    by: { function: 'syncBufferWrapper' },
    because: 'compressing at once uses the resource that compressing in the thread pool does',
  },
  {
    resource: 'RANDOMBYTESREQUEST',
    by: { file: 'node:internal/deps/undici' },
    because: 'the mask of a WebSocket frame is made at once, and taken off by whoever reads the frame',
  },
  {
    resource: 'WeakRef',
    by: { file: 'node:internal/' },
    calling: 'watched',
    because: "Node's Request holds its signal weakly, and does with it what nobody can see once it is gone",
  },
];

/** Whether this resource, which the call in progress makes, is none that an actor waits for; if so, why. */
export function harmlessBecause(resource: string): string | null {
  const rule = HARMLESS.find((each) => each.resource === resource);
  if (rule === undefined) return null;
  const { by, calling, because } = rule;
  const frames = callSites(harmlessBecause, FRAMES_MAX).map(frameOf);
  const isBy = (frame: Frame, i: number): boolean =>
    (by.function === undefined || frame.function === by.function) &&
    (by.file === undefined || frame.file.startsWith(by.file)) &&
    (calling === undefined || frames[i - 1]?.function === calling);
  return frames.some(isBy) ? because : null;
}

const FRAMES_MAX = 50;

function frameOf(site: NodeJS.CallSite): Frame {
  return { function: site.getFunctionName() ?? '', file: site.getFileName() ?? '' };
}
