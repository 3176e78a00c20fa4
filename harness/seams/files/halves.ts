/** What goes out in the first of two writes. */
export function halfOf(length: number): number {
  return length > 1 ? length >> 1 : length;
}

export function describeHalf(which: string, bytes: number, all: number): string {
  return all > 1 ? `${which}, ${bytes} of ${all} bytes` : `${all} bytes`;
}
