import type { JsonSchema } from './declaration.ts';
import { configurationSchema } from './schema.ts';

/**
 * The schema with which editors complete and check `observability.yaml`, for any project: only the project
 * knows the names of its thresholds, jobs, volumes and blocks.
 */
export function editorSchema(): JsonSchema {
  const quantity = { cpu: '100m', memory: '64Mi' };
  const workloadOfAny = {
    volumes: { '*': { mountPath: '/', size: '1Gi', description: 'A volume.' } },
    resources: { requests: quantity, limits: quantity },
  };
  const declaration = { thresholds: {}, jobs: {}, extensions: {}, workload: workloadOfAny };
  const schema = configurationSchema(declaration, { hasFurtherBlocks: true });
  const { thresholds, jobs, workload, ...blocks } = objectOf(schema.definitions);
  const { volumes, ...parts } = objectOf(objectOf(workload).properties);
  const { '*': volume } = objectOf(objectOf(volumes).properties);
  return {
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
  };
}

function objectOf(value: unknown): JsonSchema {
  if (typeof value !== 'object' || value === null) throw new TypeError('the schema has changed its shape');
  return { ...value };
}
