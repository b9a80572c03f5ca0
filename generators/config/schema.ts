import type { ConfigurationDeclaration, JsonSchema } from './declaration.ts';
import { DEFAULTS } from './defaults.ts';
import { isMapping, mapValues, without } from './document/path.ts';
import { blockSchemas, FILE_KEYS } from './schema/blocks.ts';
import { profileRules } from './schema/operator.ts';
import { grammar } from './schema/parts.ts';

/** Keys that have no default and need not be written, in blocks where that is the exception. */
const OPTIONAL_KEYS: readonly string[] = ['grafana.orgId', 'grafana.logs', 'grafana.traces'];

/** Blocks that ask for something more to be generated. */
const OPTIONAL_BLOCKS: readonly string[] = ['workload', 'alertmanager'];

const DIALECT = 'http://json-schema.org/draft-07/schema#';

/**
 * The JSON Schema of the configuration file, for validation and, written as `observability.schema.json`, for
 * editors. Nothing is required in it: what one layer leaves out another may bring.
 */
export function configurationSchema(declaration: ConfigurationDeclaration): JsonSchema {
  const blocks = blockSchemas(declaration);
  const overlay = Object.fromEntries(
    Object.keys(blocks).map((name) => [name, { $ref: `#/definitions/${name}` }]),
  );
  const serviceOverlay = without(overlay, ['app']);
  return {
    $schema: DIALECT,
    title: 'Configuration of observability-as-code',
    type: 'object',
    properties: {
      ...overlay,
      defaultEnvironment: {
        type: 'string',
        description: 'Environment that is generated when none is asked for.',
        examples: [DEFAULTS.environment],
      },
      environments: {
        ...byName('What differs in each environment, by name.'),
        additionalProperties: mapping('What differs in this environment.', overlay),
      },
      services: {
        ...byName('A fleet: what differs in each service, by its `app`.'),
        additionalProperties: mapping('What differs for this service.', {
          ...serviceOverlay,
          environments: {
            ...byName('What differs for this service in each environment.'),
            additionalProperties: mapping(
              'What differs for this service in this environment.',
              serviceOverlay,
            ),
          },
        }),
      },
    },
    additionalProperties: false,
    definitions: blocks,
  };
}

/**
 * The JSON Schema of the configuration in force, of which each layer is valid already: nothing is missing, and what
 * the extensions require is there.
 */
export function presenceSchema(declaration: ConfigurationDeclaration): JsonSchema {
  const properties = Object.entries(blockSchemas(declaration)).map(([name, block]): [string, JsonSchema] => {
    if (Object.hasOwn(declaration.extensions, name)) return [name, block];
    if (!isMapping(block.properties)) return [name, annotations(block)];
    const keys = mapValues(block.properties, annotations);
    if (name === 'workload') return [name, { type: 'object', properties: keys, required: ['image'] }];
    if (name === 'alertmanager') return [name, { type: 'object', properties: keys }];
    const isOperator = name === 'operator';
    return [
      name,
      {
        type: 'object',
        properties: keys,
        required: isOperator
          ? ['profile']
          : Object.keys(keys).filter((key) => !OPTIONAL_KEYS.includes(`${name}.${key}`)),
        ...(isOperator && { allOf: profileRules(keys, true) }),
      },
    ];
  });
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    required: properties
      .map(([name]) => name)
      .filter((name) => !OPTIONAL_BLOCKS.includes(name) && !Object.hasOwn(declaration.extensions, name)),
  };
}

/** What a diagnostic about a missing key tells of it. */
function annotations(schema: unknown): JsonSchema {
  return isMapping(schema) ? { description: schema.description, examples: schema.examples } : {};
}

/** A mapping that may also stand empty in the file, as `staging:` with nothing under it. */
function mapping(description: string, properties: JsonSchema): JsonSchema {
  return { type: ['object', 'null'], description, properties, additionalProperties: false };
}

function byName(description: string): JsonSchema {
  return {
    type: 'object',
    description,
    minProperties: 1,
    propertyNames: { type: 'string', ...grammar('dns-name') },
  };
}

/** Full paths of all keys that the file may have, to tell where a misplaced one belongs. */
export function knownPaths(declaration: ConfigurationDeclaration): readonly string[] {
  const blocks = Object.entries(blockSchemas(declaration)).flatMap(([name, block]) => {
    const { properties } = block;
    return [name, ...(isMapping(properties) ? Object.keys(properties).map((key) => `${name}.${key}`) : [])];
  });
  return [...blocks, ...FILE_KEYS];
}
