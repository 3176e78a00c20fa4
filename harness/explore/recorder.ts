import type { Actor } from '../actor.ts';
import { EFFECT, type Operation, operationLabel, stepLabel } from '../operation.ts';
import type { Departure } from '../schedule.ts';
import type { Execution, StepObserver } from '../scheduler/execution.ts';

/** One line of a timeline: a step, or a line that code, scenario or fault wrote during it. */
export interface TimelineEvent {
  /** Number of the step, from 1; 0 before the first. */
  readonly step: number;
  /** Virtual time in ms since the execution's start. */
  readonly at: number;
  readonly actor: string;
  readonly process: string;
  readonly kind: 'step' | 'log' | 'note' | 'fault';
  /** `effect` or `delivery` for steps, empty otherwise. */
  readonly phase: string;
  /** The operation's label for steps, the text otherwise. */
  readonly text: string;
  /** What came of it: `EEXIST`, `429`. */
  readonly outcome: string;
  /** `src/session-lock.ts:40`, where the operation was issued. */
  readonly source: string;
}

/** Records what an execution did in words. Used on replay only: a thousand times the cost of the integers. */
export class Recorder implements StepObserver {
  readonly events: TimelineEvent[] = [];
  readonly departures: Departure[] = [];
  private phase = '';
  private label = '';
  /** Lines written during the step in progress: they follow it. */
  private lines: TimelineEvent[] = [];

  operationIssued(operation: Operation): void {
    operation.source = callerOfSeam();
  }

  stepChosen(_execution: Execution, operation: Operation, insteadOf: Operation): void {
    this.phase = operation.phase === EFFECT ? 'effect' : 'delivery';
    this.label = operationLabel(operation);
    if (operation !== insteadOf) {
      this.departures.push({ insteadOf: stepLabel(insteadOf), run: stepLabel(operation) });
    }
  }

  stepDone(execution: Execution, operation: Operation): void {
    this.events.push({
      step: execution.steps,
      at: execution.now,
      ...whose(operation.actor),
      kind: 'step',
      phase: this.phase,
      text: this.label,
      outcome: operation.describe(this.phase === 'effect' ? 0 : 1),
      source: operation.source ?? '',
    });
    this.flush();
  }

  line(execution: Execution, kind: 'log' | 'note' | 'fault', text: string): void {
    const actor = execution.current?.actor;
    this.lines.push({
      step: execution.steps,
      at: execution.now,
      ...(actor === undefined ? { actor: '', process: '' } : whose(actor)),
      kind,
      phase: '',
      text,
      outcome: '',
      source: '',
    });
    if (actor === undefined) this.flush();
  }

  private flush(): void {
    this.events.push(...this.lines);
    this.lines = [];
  }
}

function whose(actor: Actor): { actor: string; process: string } {
  return { actor: actor.name, process: actor.process.name };
}

const ENGINE = new URL('../', import.meta.url).href;

/** The first frame outside the engine, Node and packages: `src/session-lock.ts:40`, relative to the working directory. */
function callerOfSeam(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 30;
  const stack = new Error().stack ?? '';
  Error.stackTraceLimit = limit;
  for (const line of stack.split('\n').slice(1)) {
    const place = /\(?((?:file:\/\/)?\/[^()]+):(\d+):\d+\)?$/.exec(line);
    const file = place?.[1];
    if (file === undefined || file.includes('/node_modules/')) continue;
    const url = file.startsWith('file:') ? file : `file://${file}`;
    if (url.startsWith(ENGINE) && !url.includes('.test.')) continue;
    const path = decodeURIComponent(new URL(url).pathname);
    const here = `${process.cwd()}/`;
    return `${path.startsWith(here) ? path.slice(here.length) : path}:${place?.[2] ?? ''}`;
  }
  return '';
}
