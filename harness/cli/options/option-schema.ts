import * as z from 'zod';

/** What a schema says of one option, as JSON Schema puts it. */
export interface DescribedOption {
  /** As in the arguments' type: `stepsMax`. */
  readonly key: string;
  /** As the user writes it: `steps-max`. */
  readonly name: string;
  readonly type: 'boolean' | 'number' | 'string' | 'array';
  readonly says: string;
  readonly choices: readonly string[] | undefined;
  readonly default: unknown;
  readonly isRequired: boolean;
  /** One letter. */
  readonly alias: string | undefined;
  /** A value that makes sense, for messages. */
  readonly example: string | undefined;
}

const described = z.object({
  type: z.enum(['boolean', 'number', 'integer', 'string', 'array']),
  description: z.string().optional(),
  enum: z.array(z.string()).optional(),
  default: z.unknown().optional(),
  alias: z.string().optional(),
  example: z.string().optional(),
});

export function describeOptions(options: z.ZodObject): DescribedOption[] {
  const { properties = {}, required = [] } = z.toJSONSchema(options, { io: 'input' });
  return Object.entries(properties).map(([key, property]) => {
    const { type, description, enum: choices, default: byDefault, alias, example } = described.parse(property);
    return {
      key,
      name: key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      type: type === 'integer' ? 'number' : type,
      says: description ?? '',
      choices,
      default: byDefault,
      isRequired: required.includes(key),
      alias,
      example,
    };
  });
}
