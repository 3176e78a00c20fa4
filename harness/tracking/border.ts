/** The border between tracked objects and the code that uses them. */
export interface Border {
  /** The proxy of an object that is part of something tracked; any other value as it is. */
  toCode(value: unknown): unknown;
  /** What a value is kept as when code puts it into something tracked. */
  fromCode(value: unknown): unknown;
}
