import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { isMapping } from './document/path.ts';
import { FORMATS, isFormatName } from './schema/formats.ts';
import { configurationSchema, knownPaths } from './schema.ts';
import { DECLARATION } from './test-configuration.ts';

type Described = readonly [path: string, schema: Readonly<Record<string, unknown>>];

/** The schema of every key, with the path to it. */
function keySchemas(schema: unknown, path = ''): Described[] {
  if (Array.isArray(schema)) return schema.flatMap((item) => keySchemas(item, path));
  if (!isMapping(schema)) return [];
  return Object.entries(schema).flatMap(([keyword, value]) => {
    if (!['properties', 'definitions'].includes(keyword) || !isMapping(value)) return keySchemas(value, path);
    return Object.entries(value).flatMap(([key, inner]): Described[] => {
      const below = keySchemas(inner, `${path}/${key}`);
      // `false` and `const` belong to the rules of the operator's profiles.
      return isMapping(inner) && !('const' in inner) ? [[`${path}/${key}`, inner], ...below] : below;
    });
  });
}

describe('the schema of the file', () => {
  const schema = configurationSchema(DECLARATION);
  const keys = keySchemas(schema);

  it('is a valid JSON Schema, also after it was written to a file', () => {
    const ajv = new Ajv({ strict: false });
    expect(ajv.validateSchema(JSON.parse(JSON.stringify(schema)))).toBe(true);
  });

  it('describes every key', () => {
    const undescribed = keys.filter(([, key]) => !('$ref' in key) && typeof key.description !== 'string');
    expect(undescribed.map(([path]) => path)).toEqual([]);
    expect(keys.length).toBeGreaterThan(50);
  });

  it('allows no unknown keys in any block', () => {
    const open = keys.filter(([, key]) => 'properties' in key && key.additionalProperties !== false);
    expect(open.map(([path]) => path)).toEqual([]);
  });

  it('has only well-formed defaults and examples', () => {
    const samples = keys.flatMap(([path, { format, default: fallback, examples }]) =>
      [fallback, ...(Array.isArray(examples) ? examples : [])]
        .filter((sample) => sample !== undefined)
        .map((sample) => ({ path, format, sample })),
    );
    for (const { path, format, sample } of samples) {
      if (isFormatName(format))
        expect([path, FORMATS[format].problem(String(sample))]).toEqual([path, undefined]);
    }
  });

  it('knows the place of each key', () => {
    expect(knownPaths(DECLARATION)).toEqual(
      expect.arrayContaining([
        'app',
        'intervals.scrape',
        'thresholds.errorRatio',
        'calendar.closed',
        'services',
      ]),
    );
  });

  it.each(['grafana', 'services'])('refuses an extension with the name of the key %s', (name) => {
    const extensions = { [name]: { type: 'object' } };
    expect(() => configurationSchema({ ...DECLARATION, extensions })).toThrow(`the extension "${name}"`);
  });
});
