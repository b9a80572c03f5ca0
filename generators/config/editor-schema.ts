import type { JsonSchema } from './declaration.ts';
import { configurationSchema } from './schema.ts';

/**
 * The schema with which editors complete and check `observability.yaml`, for any project: only the project
 * knows the names of its thresholds, jobs, volumes and blocks.
 */
export function editorSchema(): JsonSchema {
  const quantity = { cpu: '100m', memory: '64Mi' };
  const schema = configurationSchema({
    thresholds: {},
    jobs: {},
    extensions: {},
    workload: {
      volumes: { '*': { mountPath: '/', size: '1Gi', description: 'A volume.' } },
      resources: { requests: quantity, limits: quantity },
    },
  });
  const { thresholds, jobs, workload, ...blocks } = objectOf(schema.definitions);
  const { volumes, ...parts } = objectOf(objectOf(workload).properties);
  const { '*': volume } = objectOf(objectOf(volumes).properties);
  return opened({
    ...schema,
    definitions: {
      ...blocks,
      thresholds: { ...objectOf(thresholds), additionalProperties: { type: 'number' } },
      jobs: { ...objectOf(jobs), additionalProperties: { type: 'string' } },
      workload: {
        ...objectOf(workload),
        properties: {
          ...parts,
          volumes: { ...objectOf(volumes), properties: {}, additionalProperties: volume },
        },
      },
    },
  });
}

/** Allows the project's own blocks in each layer of the file. */
function opened(schema: JsonSchema): JsonSchema {
  const layer = ({ additionalProperties: _, ...rest }: JsonSchema) => rest;
  const properties = objectOf(schema.properties);
  const layers = (byName: JsonSchema): JsonSchema => {
    const each = layer(objectOf(byName.additionalProperties));
    const { environments } = objectOf(each.properties);
    const nested =
      environments === undefined
        ? {}
        : { properties: { ...objectOf(each.properties), environments: layers(objectOf(environments)) } };
    return { ...byName, additionalProperties: { ...each, ...nested } };
  };
  return {
    ...layer(schema),
    properties: {
      ...properties,
      environments: layers(objectOf(properties.environments)),
      services: layers(objectOf(properties.services)),
    },
  };
}

function objectOf(value: unknown): JsonSchema {
  if (typeof value !== 'object' || value === null) throw new TypeError('the schema has changed its shape');
  return { ...value };
}
