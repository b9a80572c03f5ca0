import type { JsonSchema } from '../declaration.ts';
import type { StringFormat } from './format.ts';
import { FORMATS, type FormatName } from './formats.ts';

export function text(
  format: FormatName,
  description: string,
  example: string,
  defaultValue?: string,
): JsonSchema {
  return {
    type: 'string',
    description,
    ...grammar(format),
    examples: [example],
    ...(defaultValue !== undefined && { default: defaultValue }),
  };
}

/** The format for us and, if there is one, the pattern for editors. */
export function grammar(name: FormatName): JsonSchema {
  const { pattern }: StringFormat = FORMATS[name];
  return pattern === undefined ? { format: name } : { format: name, pattern };
}

export function labelMap(
  keys: FormatName,
  values: FormatName,
  description: string,
  example: JsonSchema,
): JsonSchema {
  return {
    type: 'object',
    description,
    examples: [example],
    propertyNames: { type: 'string', ...grammar(keys) },
    additionalProperties: { type: 'string', ...grammar(values) },
  };
}

export function kubernetesLabels(description: string, example: JsonSchema): JsonSchema {
  return labelMap('kubernetes-label-key', 'kubernetes-label-value', description, example);
}

/** A block with keys of its own. */
export function block(description: string, properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: 'object', description, properties, additionalProperties: false };
}
