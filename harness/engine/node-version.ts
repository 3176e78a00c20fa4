/** Major version of the Node that runs: where versions differ, the simulation does as this one does. */
export const NODE_MAJOR: number = Number.parseInt(process.versions.node, 10);
