import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { editorSchema } from './editor-schema.ts';
import { SMALLEST } from './test-configuration.ts';

const validate = new Ajv({ strict: false, validateFormats: false, logger: false }).compile(editorSchema());

const problemsOf = (text: string) => {
  validate(parse(text));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
};

const TEMPLATE = readFileSync(new URL('../template/observability.yaml', import.meta.url), 'utf8');

describe('the schema for editors', () => {
  it.each([
    ['the smallest configuration', SMALLEST],
    ['the configuration of a new project', TEMPLATE],
    ['thresholds and jobs of any name', 'thresholds: { queueDepth: 100 }\njobs: { redis: redis-exporter }\n'],
    [
      'blocks of the project, also in environments',
      'calendar: { closed: [] }\nenvironments: { prod: { calendar: {} } }\n',
    ],
    ['any volume', 'workload: { volumes: { data: { size: 50Gi } } }\n'],
    ['services with environments', 'services: { a: { environments: { prod: { thresholds: { x: 1 } } } } }\n'],
  ])('accepts %s', (_, text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  it.each([
    [
      'a slip in a key',
      'grafana: { ulr: https://example.com }\n',
      '/grafana must NOT have additional properties',
    ],
    [
      'a threshold that is no number',
      'thresholds: { queueDepth: many }\n',
      '/thresholds/queueDepth must be number',
    ],
    [
      'a slip in an environment',
      'environments: { prod: { service: { prot: http } } }\n',
      '/environments/prod/service must NOT have additional properties',
    ],
    [
      'a slip in a volume',
      'workload: { volumes: { data: { sise: 1Gi } } }\n',
      '/workload/volumes/data must NOT have additional properties',
    ],
  ])('finds %s', (_, text, problem) => {
    expect(problemsOf(text)).toContain(problem);
  });
});
