import type { AccessLog } from '../engine/access-log.ts';
import type { Border } from './border.ts';
import type { Known } from './known.ts';
import { type Place, PROTOTYPE, SHAPE } from './location.ts';
import { locationOf, memoryLog } from './memory-log.ts';

/** Objects, arrays and instances of classes. Getters, setters and methods run with the proxy as `this`. */
export class ObjectTraps implements ProxyHandler<object> {
  protected readonly known: Known;
  protected readonly membrane: Border;

  constructor(known: Known, membrane: Border) {
    this.known = known;
    this.membrane = membrane;
  }

  get(target: object, property: PropertyKey, receiver: unknown): unknown {
    const log = memoryLog();
    if (log !== null) this.readsProperty(log, target, property);
    const value: unknown = Reflect.get(target, property, receiver);
    if (typeof value !== 'object' || value === null) return value;
    const found = descriptorOf(target, property);
    // What a getter returns is its own affair: it had the proxy as `this`.
    if (found === undefined || !('value' in found)) return value;
    return isFixed(found) ? value : this.membrane.toCode(value);
  }

  set(target: object, property: PropertyKey, value: unknown, receiver: unknown): boolean {
    const log = memoryLog();
    if (log !== null) this.readsProperty(log, target, property);
    const found = descriptorOf(target, property);
    const isData = found === undefined || 'value' in found;
    // A setter gets the value as it is; an object that inherits from this one gets a property of its own.
    if (!isData || receiver !== this.known.proxy) return Reflect.set(target, property, value, receiver);
    const before = log === null ? null : this.extent(log, target, property);
    const isSet = Reflect.set(target, property, this.membrane.fromCode(value), target);
    if (log !== null && before !== null) this.wrote(log, target, property, before, isSet);
    return isSet;
  }

  has(target: object, property: PropertyKey): boolean {
    const log = memoryLog();
    if (log !== null) this.readsProperty(log, target, property);
    return Reflect.has(target, property);
  }

  deleteProperty(target: object, property: PropertyKey): boolean {
    const log = memoryLog();
    if (log !== null) this.reads(log, property);
    const existed = Object.hasOwn(target, property);
    const isDeleted = Reflect.deleteProperty(target, property);
    if (isDeleted && existed && log !== null) {
      this.writes(log, property);
      this.writes(log, SHAPE);
    }
    return isDeleted;
  }

  defineProperty(target: object, property: PropertyKey, descriptor: PropertyDescriptor): boolean {
    const log = memoryLog();
    if (log !== null) this.reads(log, property);
    const before = log === null ? null : this.extent(log, target, property);
    const isDefined = Reflect.defineProperty(target, property, this.keptDescriptor(target, property, descriptor));
    if (log !== null && before !== null) this.wrote(log, target, property, before, isDefined);
    return isDefined;
  }

  getOwnPropertyDescriptor(target: object, property: PropertyKey): PropertyDescriptor | undefined {
    const log = memoryLog();
    if (log !== null) this.reads(log, property);
    const descriptor = Reflect.getOwnPropertyDescriptor(target, property);
    if (descriptor === undefined || !('value' in descriptor) || isFixed(descriptor)) return descriptor;
    return { ...descriptor, value: this.membrane.toCode(descriptor.value) };
  }

  ownKeys(target: object): (string | symbol)[] {
    const log = memoryLog();
    if (log !== null) this.reads(log, SHAPE);
    return Reflect.ownKeys(target);
  }

  getPrototypeOf(target: object): object | null {
    const log = memoryLog();
    if (log !== null) this.reads(log, PROTOTYPE);
    return Reflect.getPrototypeOf(target);
  }

  setPrototypeOf(target: object, prototype: object | null): boolean {
    const log = memoryLog();
    if (log !== null) {
      this.reads(log, SHAPE);
      this.writes(log, PROTOTYPE);
    }
    return Reflect.setPrototypeOf(target, prototype);
  }

  isExtensible(target: object): boolean {
    const log = memoryLog();
    if (log !== null) this.reads(log, SHAPE);
    return Reflect.isExtensible(target);
  }

  preventExtensions(target: object): boolean {
    const log = memoryLog();
    if (log !== null) this.writes(log, SHAPE);
    return Reflect.preventExtensions(target);
  }

  protected reads(log: AccessLog, place: Place): void {
    log.reads(locationOf(this.known, place));
  }

  protected writes(log: AccessLog, place: Place): void {
    log.writes(locationOf(this.known, place));
  }

  /** What is no property of its own depends on the prototype as well. */
  private readsProperty(log: AccessLog, target: object, property: PropertyKey): void {
    this.reads(log, property);
    if (!Object.hasOwn(target, property)) this.reads(log, PROTOTYPE);
  }

  /** What a write to the property can change beside its value. */
  private extent(log: AccessLog, target: object, property: PropertyKey): Extent {
    const existed = Object.hasOwn(target, property);
    // Whether a property can be added is part of the shape.
    if (!existed) this.reads(log, SHAPE);
    return { existed, length: Array.isArray(target) ? target.length : 0 };
  }

  private wrote(log: AccessLog, target: object, property: PropertyKey, before: Extent, isDone: boolean): void {
    if (isDone) this.writes(log, property);
    if (isDone && !before.existed) this.writes(log, SHAPE);
    // A length that cannot be had still takes off the elements before the first that resists.
    if (!Array.isArray(target) || target.length === before.length) return;
    // An array's length makes and removes elements, and elements make its length.
    this.writes(log, 'length');
    this.writes(log, SHAPE);
    for (let i = target.length; i < before.length; i++) this.writes(log, String(i));
  }

  /**
   * The value as it is kept. Of a property that is fixed for good, the language demands that a proxy show the very value
   * which is kept: from then on that is the one which code knows.
   */
  private keptDescriptor(target: object, property: PropertyKey, descriptor: PropertyDescriptor): PropertyDescriptor {
    const present = Reflect.getOwnPropertyDescriptor(target, property);
    const hasValue = 'value' in descriptor;
    if (!hasValue && (present === undefined || !('value' in present) || 'get' in descriptor || 'set' in descriptor)) {
      return descriptor;
    }
    const kept = hasValue ? this.membrane.fromCode(descriptor.value) : present?.value;
    const configurable = descriptor.configurable ?? present?.configurable ?? false;
    const writable = descriptor.writable ?? present?.writable ?? false;
    if (configurable || writable) return hasValue ? { ...descriptor, value: kept } : descriptor;
    if (present !== undefined && isFixed(present)) return descriptor;
    return { ...descriptor, value: this.membrane.toCode(kept) };
  }
}

interface Extent {
  readonly existed: boolean;
  readonly length: number;
}

function isFixed({ configurable, writable }: PropertyDescriptor): boolean {
  return configurable === false && writable === false;
}

/** The descriptor of the property, be it the object's own or inherited. */
function descriptorOf(target: object, property: PropertyKey): PropertyDescriptor | undefined {
  for (let at: object | null = target; at !== null; at = Reflect.getPrototypeOf(at)) {
    const found = Reflect.getOwnPropertyDescriptor(at, property);
    if (found !== undefined) return found;
  }
  return undefined;
}
