import dns, { type LookupAddress, type LookupOptions } from 'node:dns';
import { isIP } from 'node:net';
import { RacelineError } from '../../engine/errors.ts';
import { type Actor, DELIVERY, type Footprint, NOTHING, Operation } from '../../engine/operation.ts';
import { kindNamed, resourceNamed } from '../../engine/resource.ts';
import { hostNotFound } from '../../world/network/broken-connection.ts';
import { worldFor } from '../../world/world.ts';
import { bindCallback } from '../dispatch/callback.ts';
import { type Controlled, dispatch, PASS_THROUGH } from '../dispatch/dispatch.ts';

/**
 * Puts dispatchers in place of `dns.lookup` and its promise: for an actor the hosts of the scenario's upstreams and
 * localhost have one address each, of IPv4; no other host exists, and unless its name says so the call counts as refused.
 *
 * Not covered of the real one: IPv6 addresses (so `order` and `verbatim` change nothing), failures other than ENOTFOUND,
 * names in Unicode, and addresses written short (`127.1`). `dns.resolve` and the rest of the module stay leaks.
 */
export function installDnsSeam(): void {
  dispatch(dns, 'lookup', lookup);
  dispatch(dns.promises, 'lookup', promisedLookup);
}

const lookup: Controlled = (actor, [host, ...rest], original) => {
  const callback = rest[typeof rest[0] === 'function' ? 0 : 1];
  if (!asksNetwork(host) || typeof callback !== 'function') return PASS_THROUGH;
  if (callback === rest[1]) original(PROBE, rest[0], () => {});
  const { all, ...asked } = optionsOf(rest[0]);
  const bound = bindCallback(callback as (...args: unknown[]) => void);
  const settle = (found: LookupAddress | null): void => {
    if (found === null) bound(hostNotFound(host));
    else if (all) bound(null, [found]);
    else bound(null, found.address, found.family);
  };
  actor.execution.issue(new Lookup(actor, host, addressOf(actor, host, asked), settle));
  return {};
};

const promisedLookup: Controlled = (actor, [host, options], original) => {
  if (!asksNetwork(host)) return PASS_THROUGH;
  original(PROBE, options);
  const { all, ...asked } = optionsOf(options);
  return new Promise((resolve, reject) => {
    const settle = (found: LookupAddress | null): void => {
      if (found === null) reject(hostNotFound(host));
      else resolve(all ? [found] : found);
    };
    actor.execution.issue(new Lookup(actor, host, addressOf(actor, host, asked), settle));
  });
};

/**
 * What Node answers at once and without asking anybody. Looked up with the caller's options it throws, and always in
 * Node's own words, if Node refuses them: the callback form takes `family: 'IPv4'`, the promise does not.
 */
const PROBE = '127.0.0.1';

/** Of the other hosts Node itself makes the answer (an address is its own, none is null) or an argument error. */
function asksNetwork(host: unknown): host is string {
  return typeof host === 'string' && host !== '' && isIP(host) === 0;
}

interface Asked {
  readonly isIpv6: boolean;
  readonly isMapped: boolean;
}

/** Of options that Node accepts: a family, an object, or nothing. */
function optionsOf(options: unknown): Asked & { readonly all: boolean } {
  const given: LookupOptions = typeof options === 'number' ? { family: options } : ((options ?? {}) as LookupOptions);
  const { family, hints, all } = given;
  return {
    isIpv6: family === 6 || family === 'IPv6',
    isMapped: ((hints ?? 0) & dns.V4MAPPED) !== 0,
    all: all === true,
  };
}

/** Null for a host that does not exist, or not in the family asked for. */
function addressOf(actor: Actor, host: string, { isIpv6, isMapped }: Asked): LookupAddress | null {
  const address = ipv4Of(actor, host.toLowerCase());
  if (address === null) return null;
  if (isIpv6 && !isMapped) {
    actor.execution.refuse(noIpv6(host));
    return null;
  }
  return isIpv6 ? { address: `::ffff:${address}`, family: 6 } : { address, family: 4 };
}

/** RFC 6761: names that no resolver may find. */
const NEVER_FOUND = /(?:^|\.)invalid\.?$/;

/** It may well exist outside: what the code does without it is no finding. */
function unknownHost(host: string): RacelineError {
  return new RacelineError('ERR_NO_UPSTREAM', {
    what: `a lookup of ${host}`,
    why: 'no upstream of the scenario has this host',
    next: "Add env.network.upstream('https://HOST', ...) to the scenario's setup, or look up a name in .invalid.",
  });
}

function noIpv6(host: string): RacelineError {
  return new RacelineError('ERR_UNSUPPORTED_CALL', {
    what: `a lookup of the IPv6 address of ${host}`,
    why: 'hosts of the simulated network have addresses of IPv4 only',
    next: 'Ask for either family, or for hints: V4MAPPED.',
  });
}

function ipv4Of(actor: Actor, host: string): string | null {
  const address = worldFor(actor.execution).network.addressOf(host);
  if (address === null && !NEVER_FOUND.test(host)) actor.execution.refuse(unknownHost(host));
  return address;
}

const LOOKUP = kindNamed('lookup');

/** A resolver that has to ask others, in ms. */
const LOOKUP_MS_MAX = 50;

/** Answered from Node's thread pool, so in any order. What is found is settled at issue: setup declares the upstreams. */
class Lookup extends Operation {
  private readonly found: LookupAddress | null;
  private readonly settle: (found: LookupAddress | null) => void;

  constructor(actor: Actor, host: string, found: LookupAddress | null, settle: (found: LookupAddress | null) => void) {
    const { now } = actor.execution;
    super(actor, LOOKUP, resourceNamed(`dns:${host}`), DELIVERY, now, now + LOOKUP_MS_MAX);
    this.found = found;
    this.settle = settle;
  }

  override deliver(): void {
    this.settle(this.found);
  }

  override footprint(): Footprint {
    return NOTHING;
  }
}
