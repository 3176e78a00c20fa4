import os from 'node:os';
import { currentAccessLog } from '../../engine/access-log.ts';
import { type Account, USER_ID } from '../../engine/account.ts';
import type { Actor } from '../../engine/operation.ts';
import { dispatch, dispatchWithText } from '../dispatch/dispatch.ts';
import { argumentError, outOfRange, received } from '../files/argument-errors.ts';

/** Users and groups that there are. */
const KNOWN: ReadonlyMap<unknown, number> = new Map([
  ['root', 0],
  ['raceline', USER_ID],
]);

/**
 * Makes user, group and umask a matter of the simulated process whose code asks, with the permissions of a real one: the command's
 * worker threads could not change them, a test runner's process would.
 */
export function installAccountSeam(): void {
  for (const name of ['uid', 'euid', 'gid', 'egid'] as const) {
    dispatch(process, `get${name}`, ({ process: { account } }) => account[name]);
    dispatch(process, `set${name}`, ({ process: { account } }, [id]) => setId(account, name, id));
  }
  dispatch(process, 'getgroups', ({ process: { account } }) => [...account.groups]);
  dispatch(process, 'setgroups', ({ process: { account } }, [groups]) => setGroups(account, groups));
  dispatch(process, 'initgroups', ({ process: { account } }, [user, extra]) => {
    allow(account.euid === 0, 'initgroups');
    setGroups(account, [idOf(user, 'User'), extra]);
  });
  dispatch(process, 'umask', umask);
  dispatch(os, 'userInfo', userInfo);
  dispatchWithText(os, 'homedir', () => process.env.HOME ?? HOME_OF_NOBODY);
}

/** What the list of users says of one without HOME. */
const HOME_OF_NOBODY = '/';

function umask({ process: { account } }: Actor, [mask]: readonly unknown[]): number {
  const before = account.umask;
  if (mask === undefined) return before;
  changed();
  account.umask = maskOf(mask) & PERMISSIONS;
  return before;
}

const PERMISSIONS = 0o777;
const UINT32_MAX = 2 ** 32 - 1;

function maskOf(mask: unknown): number {
  if (typeof mask === 'string') {
    if (/^[0-7]+$/.test(mask)) return Number.parseInt(mask, 8);
    const must = 'must be a 32-bit unsigned integer or an octal string';
    throw argumentError('ERR_INVALID_ARG_VALUE', `The argument 'mask' ${must}. Received '${mask}'`);
  }
  return uint32(mask ?? undefined, 'mask');
}

function uint32(value: unknown, name: string, types: string = 'of type number'): number {
  if (typeof value !== 'number') {
    throw argumentError('ERR_INVALID_ARG_TYPE', `The "${name}" argument must be ${types}. ${received(value)}`);
  }
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value);
  if (value < 0 || value > UINT32_MAX) throw outOfRange(name, `>= 0 && <= ${UINT32_MAX}`, value);
  return value;
}

type Id = 'uid' | 'euid' | 'gid' | 'egid';

/** As the kernel decides it: root may become anybody, and everybody else is who he is already. */
function setId(account: Account, name: Id, value: unknown): void {
  const isUser = name.endsWith('uid');
  const id = idOf(value, isUser ? 'User' : 'Group');
  const [real, effective] = isUser ? (['uid', 'euid'] as const) : (['gid', 'egid'] as const);
  const isRoot = account.euid === 0;
  allow(isRoot || id === account[real] || id === account[effective], `set${name}`);
  changed();
  if (isRoot && name === real) account[real] = id;
  account[effective] = id;
}

function setGroups(account: Account, groups: unknown): void {
  if (!Array.isArray(groups)) {
    const what = 'The "groups" argument must be an instance of Array.';
    throw argumentError('ERR_INVALID_ARG_TYPE', `${what} ${received(groups)}`);
  }
  const ids = groups.map((group) => idOf(group, 'Group'));
  allow(account.euid === 0, 'setgroups');
  changed();
  account.groups = ids;
}

function idOf(value: unknown, what: 'User' | 'Group'): number {
  if (typeof value !== 'string') return uint32(value, 'id', 'one of type number or string');
  const id = KNOWN.get(value);
  if (id !== undefined) return id;
  const text = `${what} identifier does not exist: ${value}`;
  throw Object.assign(new Error(text), { code: 'ERR_UNKNOWN_CREDENTIAL' });
}

/** Node throws what the kernel refuses with a positive number, unlike its other system errors. */
function allow(isAllowed: boolean, syscall: string): void {
  if (isAllowed) return;
  const { EPERM } = os.constants.errno;
  throw Object.assign(new Error('EPERM, Operation not permitted'), { errno: EPERM, code: 'EPERM', syscall });
}

/** Files that others steps make in this process are made before or after. */
function changed(): void {
  currentAccessLog()?.touchesEverything();
}

/** As Node has it: an object without a prototype. */
function userInfo({ process: { account } }: Actor, [options]: readonly unknown[]): object {
  const isBuffer = typeof options === 'object' && options !== null && Reflect.get(options, 'encoding') === 'buffer';
  const { HOME: homedir = HOME_OF_NOBODY, USER: username = 'raceline', SHELL: shell = null } = process.env;
  const inForm = (text: string | null): unknown => (isBuffer && text !== null ? Buffer.from(text) : text);
  const info = Object.create(null) as object;
  const { uid, gid } = account;
  return Object.assign(info, { uid, gid, username: inForm(username), homedir: inForm(homedir), shell: inForm(shell) });
}
