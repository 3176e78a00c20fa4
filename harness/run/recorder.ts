import { callerOfSeam } from '../engine/caller.ts';
import { currentActor, runAsHarness } from '../engine/current-actor.ts';
import type { Execution } from '../engine/execution.ts';
import type { Actor } from '../engine/operation.ts';
import { EFFECT, type Operation, operationLabel, stepLabel } from '../engine/operation.ts';
import type { Departure } from '../engine/schedule.ts';
import type { StepObserver } from '../engine/step-observer.ts';

/** One line of a timeline: a step, or a line that code, scenario or fault wrote during it. */
export interface TimelineEvent {
  /** Number of the step, from 1; 0 before the first. */
  readonly step: number;
  /** Virtual time in ms since the execution's start. */
  readonly at: number;
  readonly actor: string;
  readonly process: string;
  /** `log`: a line of the code under test; `note`, `fault`: the scenario's. */
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
  private readonly namesSources: boolean;
  private phase = '';
  private label = '';
  /** The operation that each actor issued last, and those whose code has been told of their end. */
  private readonly last: Map<Actor, Operation> = new Map();
  private readonly delivered: Set<Operation> = new Set();
  /** Lines written during the step in progress: they follow it. */
  private lines: TimelineEvent[] = [];

  /** Source lines cost a stack capture an operation; a shrinker that only wants the schedule does without. */
  constructor(options: { namesSources: boolean } = { namesSources: true }) {
    this.namesSources = options.namesSources;
  }

  operationIssued(operation: Operation): void {
    this.last.set(operation.actor, operation);
    if (this.namesSources) operation.source = runAsHarness(callerOfSeam);
  }

  stepChosen(_execution: Execution, operation: Operation, insteadOf: Operation): void {
    this.phase = operation.phase === EFFECT ? 'effect' : 'delivery';
    this.label = operationLabel(operation);
    if (operation !== insteadOf) {
      this.departures.push({ insteadOf: stepLabel(insteadOf), run: stepLabel(operation) });
    }
  }

  stepDone(execution: Execution, operation: Operation): void {
    if (this.phase === 'delivery') this.delivered.add(operation);
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
    // A step of one actor may wake another, whose code then logs within it.
    const step = execution.current?.actor;
    const actor = kind === 'log' ? (currentActor() ?? step) : step;
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
    if (step === undefined) this.flush();
  }

  lastOf(actor: Actor): string {
    const operation = this.last.get(actor);
    if (operation === undefined) return '';
    const source = operation.source === undefined || operation.source === '' ? '' : ` (${operation.source})`;
    const verb = this.delivered.has(operation) ? 'after' : 'in';
    return `${verb} ${operationLabel(operation)}${source}`;
  }

  private flush(): void {
    this.events.push(...this.lines);
    this.lines = [];
  }
}

function whose(actor: Actor): { actor: string; process: string } {
  return { actor: actor.name, process: actor.process.name };
}
