import { patch } from '../../engine/patch.ts';
import { mimic } from '../dispatch/dispatch.ts';
import type { Realm } from './realm.ts';

/** Who names no language gets this one; null: the machine's own, which is the same, or no execution is in progress. */
let shown: string | null = null;
/** What Node took from LANG or LC_ALL when it began, for good. Of all that could say it, this takes a thirtieth of the time to load. */
const machines = new Intl.PluralRules().resolvedOptions().locale;

/** The language of the executions of a slice. */
export function showLocale(locale: string): void {
  shown = locale === machines ? null : locale;
}

/** The machine's language again. */
export function hideLocale(): void {
  shown = null;
}

/** Where the argument stands that names languages, in methods which have one. */
const LOCALES_FIRST = 0;
const LOCALES_SECOND = 1;

const FORMATS = [
  'Collator',
  'DateTimeFormat',
  'DurationFormat',
  'ListFormat',
  'NumberFormat',
  'PluralRules',
  'RelativeTimeFormat',
  'Segmenter',
] as const;

/** Lets everything that asks for the machine's language answer in the declared one. */
export function installLocale(realm: Realm): void {
  for (const name of ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString']) {
    patchMethod(realm.Date.prototype, name, LOCALES_FIRST);
  }
  for (const name of ['toString', 'toTimeString']) patchZoneName(realm, name);
  for (const { prototype } of [realm.Number, realm.BigInt]) patchMethod(prototype, 'toLocaleString', LOCALES_FIRST);
  for (const name of ['toLocaleLowerCase', 'toLocaleUpperCase'])
    patchMethod(realm.String.prototype, name, LOCALES_FIRST);
  patchMethod(realm.String.prototype, 'localeCompare', LOCALES_SECOND);
  for (const name of FORMATS) patchFormat(realm.Intl, name);
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

function patchMethod(target: object, name: string, place: number): void {
  patch<Method>(target, name, (original) => {
    const localised: Method = function (...args) {
      if (shown !== null && args[place] === undefined) args[place] = shown;
      return Reflect.apply(original, this, args);
    };
    return mimic(localised, original);
  });
}

/** `Thu Jan 01 1970 09:00:00 GMT+0900 (Japan Standard Time)`: the name of the zone is in the machine's language. */
function patchZoneName(realm: Realm, name: string): void {
  const { DateTimeFormat } = realm.Intl;
  patch<Method>(realm.Date.prototype, name, (original) => {
    const localised: Method = function (...args) {
      const text = Reflect.apply(original, this, args);
      if (shown === null || typeof text !== 'string' || !text.endsWith(')')) return text;
      const parts = new DateTimeFormat(shown, { timeZoneName: 'long' }).formatToParts(this as Date);
      const zone = parts.map(({ type, value }) => (type === 'timeZoneName' ? value : '')).join('');
      return `${text.slice(0, text.indexOf('(') + 1)}${zone})`;
    };
    return mimic(localised, original);
  });
}

type Format = new (...args: unknown[]) => object;

/** Not every Node has every one. */
function patchFormat(intl: typeof Intl, name: (typeof FORMATS)[number]): void {
  patch<Format>(intl, name, (real) => {
    const localised = (args: unknown[]): unknown[] =>
      shown === null || args[0] !== undefined ? args : [shown, ...args.slice(1)];
    const dispatched = new Proxy(real, {
      construct: (_, args, target) => Reflect.construct(real, localised(args), target),
      // Some of them may be called without `new`, and refuse it themselves otherwise.
      apply: (_, self, args) => Reflect.apply(real as unknown as Method, self, localised(args)),
    });
    patch(real.prototype as object, 'constructor', () => dispatched);
    return dispatched;
  });
}
