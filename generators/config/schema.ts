import type { ConfigurationDeclaration, JsonSchema } from './declaration.ts';
import { DEFAULTS } from './defaults.ts';
import { isMapping, mapValues, without } from './document/path.ts';
import { blockSchemas, FILE_KEYS } from './schema/blocks.ts';
import { profileRules } from './schema/operator.ts';
import { grammar } from './schema/parts.ts';

/** Optional keys without a default, in blocks where other keys have one. */
const OPTIONAL_KEYS: readonly string[] = ['grafana.orgId', 'grafana.logs', 'grafana.traces'];

/** Blocks that enable further output. */
const OPTIONAL_BLOCKS: readonly string[] = ['workload', 'alertmanager', 'overview'];

const DIALECT = 'http://json-schema.org/draft-07/schema#';

/**
 * The JSON Schema of the configuration file, for validation and, as `observability.schema.json`, for editors.
 * It requires nothing, because another layer may add what one layer leaves out.
 *
 * @param options.hasFurtherBlocks for any project: with blocks that only the project knows
 */
export function configurationSchema(
  declaration: ConfigurationDeclaration,
  { hasFurtherBlocks = false } = {},
): JsonSchema {
  const closed = hasFurtherBlocks ? {} : { additionalProperties: false };
  /** A layer, which may also be empty in the file, as `staging:` with nothing below it. */
  const layer = (description: string, properties: JsonSchema): JsonSchema => ({
    type: ['object', 'null'],
    description,
    properties,
    ...closed,
  });
  const blocks = blockSchemas(declaration);
  const overlay = Object.fromEntries(
    Object.keys(blocks).map((name) => [name, { $ref: `#/definitions/${name}` }]),
  );
  const serviceOverlay = without(overlay, ['app', 'overview']);
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
        additionalProperties: layer('What differs in this environment.', overlay),
      },
      services: {
        ...byName('A fleet: what differs in each service, by its `app`.'),
        additionalProperties: layer('What differs for this service.', {
          ...serviceOverlay,
          environments: {
            ...byName('What differs for this service in each environment.'),
            additionalProperties: layer('What differs for this service in this environment.', serviceOverlay),
          },
        }),
      },
    },
    ...closed,
    definitions: blocks,
  };
}

/**
 * The JSON Schema of the effective configuration, whose layers are already valid. It checks that nothing is
 * missing, including what the extensions require.
 */
export function presenceSchema(declaration: ConfigurationDeclaration): JsonSchema {
  const properties = Object.entries(blockSchemas(declaration)).map(([name, block]): [string, JsonSchema] => {
    if (Object.hasOwn(declaration.extensions, name)) return [name, block];
    if (!isMapping(block.properties)) return [name, annotations(block)];
    const keys = mapValues(block.properties, annotations);
    if (name === 'workload') return [name, { type: 'object', properties: keys, required: ['image'] }];
    if (name === 'alertmanager' || name === 'overview') return [name, { type: 'object', properties: keys }];
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

/** What a diagnostic says about a missing key. */
function annotations(schema: unknown): JsonSchema {
  return isMapping(schema) ? { description: schema.description, examples: schema.examples } : {};
}

function byName(description: string): JsonSchema {
  return {
    type: 'object',
    description,
    minProperties: 1,
    propertyNames: { type: 'string', ...grammar('dns-name') },
  };
}

/** Full paths of all valid keys, to tell where a misplaced one belongs. */
export function knownPaths(declaration: ConfigurationDeclaration): readonly string[] {
  const blocks = Object.entries(blockSchemas(declaration)).flatMap(([name, block]) => {
    const { properties } = block;
    return [name, ...(isMapping(properties) ? Object.keys(properties).map((key) => `${name}.${key}`) : [])];
  });
  return [...blocks, ...FILE_KEYS];
}
