export function installFetchSeam(): void {}
