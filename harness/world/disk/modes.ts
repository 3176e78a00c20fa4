/** The permission bits of a mode, and what calls ask for that are told none. */
export const PERMISSIONS = 0o7777;
/** Modes of a new file and a new directory, before the umask. */
export const FILE_MODE = 0o666;
export const DIRECTORY_MODE = 0o777;
/** The umask of the scenario itself. */
export const SCENARIO_UMASK = 0o022;
/** Of the root directory. */
export const ROOT_MODE = 0o755;
/** Of a directory that `mkdtemp` makes. */
export const PRIVATE_MODE = 0o700;
export const ANY_EXECUTE = 0o111;
