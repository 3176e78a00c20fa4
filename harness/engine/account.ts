/**
 * What a simulated process is started with. All of it is the same on every machine, whatever that machine has; what is not
 * said is as in `DEFAULT_PROCESS`.
 */
export interface ProcessOptions {
  /** Its variables, beside HOME, LANG, PATH, SHELL, TMPDIR, TZ and USER; undefined takes one of those away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Working directory, absolute. It is made on the simulated disk. */
  readonly cwd?: string;
  /** User, real and effective. The simulated disk lets everybody do everything; 0 may change its user. */
  readonly uid?: number;
  /** Group, real and effective. */
  readonly gid?: number;
  /** Permissions that new files do not get. */
  readonly umask?: number;
  /** What `process.platform` and `os.platform()` say: code takes another path on `win32`. `/proc` there is on `linux` alone, the default. */
  readonly platform?: NodeJS.Platform;
  /** IANA name of the time zone that dates show, in all processes of a scenario: `Europe/Berlin`. Default UTC. */
  readonly timeZone?: string;
  /** BCP 47 tag of the language in which `toLocaleString` and Intl answer who names none, likewise. Default en-US. */
  readonly locale?: string;
}

/** User and group of processes that declare none. */
export const USER_ID = 1000;

/** What processes have that declare nothing. */
export const DEFAULT_PROCESS: Required<ProcessOptions> = {
  env: {
    HOME: '/home/raceline',
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    SHELL: '/bin/sh',
    TMPDIR: '/tmp',
    TZ: 'UTC',
    USER: 'raceline',
  },
  cwd: '/',
  uid: USER_ID,
  gid: USER_ID,
  umask: 0o022,
  platform: 'linux',
  timeZone: 'UTC',
  locale: 'en-US',
};

/** Who a simulated process is and where it stands: threads share it with their process, as in the kernel. */
export class Account {
  /** Variables that it has and the other processes of its execution have not. */
  readonly env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  umask: number;
  readonly platform: NodeJS.Platform;
  uid: number;
  euid: number;
  gid: number;
  egid: number;
  groups: readonly number[];

  constructor(started: ProcessOptions = {}, own: ProcessOptions = {}) {
    const { cwd, umask, uid, gid, platform } = { ...DEFAULT_PROCESS, ...started, ...own };
    this.env = own.env ?? {};
    this.cwd = cwd;
    this.umask = umask;
    this.platform = platform;
    this.uid = uid;
    this.euid = uid;
    this.gid = gid;
    this.egid = gid;
    this.groups = [gid];
  }
}
