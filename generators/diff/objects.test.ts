import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareObjects } from './objects.ts';

const reported = (before: unknown, after: unknown) =>
  [...compareObjects(before, after)].map(
    (detail) => `${detail.what}: ${detail.before ?? 'none'} → ${detail.after ?? 'none'}`,
  );

it.each([
  { what: 'a value', before: { a: { b: 1 } }, after: { a: { b: 2 } }, lines: ['a.b: 1 → 2'] },
  { what: 'a new key', before: {}, after: { a: 'x' }, lines: ['a: none → x'] },
  { what: 'a key that is gone', before: { a: [1] }, after: {}, lines: ['a: [1] → none'] },
  { what: 'another type', before: { a: 1 }, after: { a: { b: 1 } }, lines: ['a: 1 → {"b":1}'] },
  {
    what: 'entries of the same name in another place',
    before: {
      ports: [
        { name: 'http', port: 80 },
        { name: 'admin', port: 81 },
      ],
    },
    after: {
      ports: [
        { name: 'admin', port: 81 },
        { name: 'http', port: 8000 },
      ],
    },
    lines: ['ports[http].port: 80 → 8000'],
  },
  {
    what: 'texts that come and go in a list',
    before: { resources: ['a.yaml', 'b.yaml'] },
    after: { resources: ['b.yaml', 'c.yaml'] },
    lines: ['resources[a.yaml]: a.yaml → none', 'resources[c.yaml]: none → c.yaml'],
  },
  {
    what: 'entries without names by their place',
    before: { steps: [{ value: 1 }] },
    after: { steps: [{ value: 2 }, { value: 3 }] },
    lines: ['steps[0].value: 1 → 2', 'steps[1]: none → {"value":3}'],
  },
  {
    what: 'entries that share a name by their place',
    before: { rules: [{ name: 'x', for: '1m' }, { name: 'x' }] },
    after: { rules: [{ name: 'x', for: '2m' }, { name: 'x' }] },
    lines: ['rules[0].for: 1m → 2m'],
  },
])('tells $what', ({ before, after, lines }) => {
  expect(reported(before, after)).toEqual(lines);
});

it('reports nothing if nothing changed, and one detail for an added key', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (object, value) => {
      expect(reported(object, structuredClone(object))).toEqual([]);
      expect(reported(object, { ...object, 'a new key that no text is': value })).toHaveLength(1);
    }),
  );
});
