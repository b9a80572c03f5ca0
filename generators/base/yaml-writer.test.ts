import fc from 'fast-check';
import { dump, load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { MARKER, yamlFile } from './yaml.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('a', ' ', '\n', ':', '-', '#', '"', "'", '\t', '가', '{', '|', '>') }),
  fc.constantFrom(
    '',
    '-',
    '---',
    '...',
    '- a',
    'a: b',
    'null',
    'yes',
    '1',
    '~',
    '? a',
    '|',
    ' a',
    'a ',
    'a\n',
    '\na',
    '\n',
    'a\n\n',
  ),
);
const leaf = fc.oneof(text, fc.integer(), fc.double(), fc.boolean(), fc.constant(null));
const { document } = fc.letrec((tie) => ({
  document: fc.oneof({ depthSize: 'small' }, leaf, tie('list'), tie('mapping')),
  list: fc.array(tie('document'), { maxLength: 4 }),
  mapping: fc.dictionary(
    text.filter((key) => !key.includes('\n')),
    tie('document'),
    { maxKeys: 4 },
  ),
}));

const written = (value: unknown) => yamlFile(value).slice(MARKER.length + 1);

describe('a YAML file', () => {
  it('is identical to the output of js-yaml', () => {
    fc.assert(
      fc.property(document, (value) => {
        // Ambiguous texts are quoted more often than by js-yaml; those are compared by value.
        const plain = dump(value, { lineWidth: -1, noRefs: true, indent: 2 });
        const ours = written(value);
        if (ours !== plain) expect(load(ours)).toEqual(load(plain));
        expect(ours.split('\n').length).toBe(plain.split('\n').length);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['nested lists', [['a', ['b', 'c']], [], [{}]]],
    ['mappings in lists', [{ a: 1, b: { c: [1, 2] } }, { d: null }]],
    ['texts of several lines', { a: { b: 'one\n  two\n\nthree\n', c: ['x\ny'] } }],
    ['texts that begin with spaces', { a: '  x\ny', b: [' \n a'] }],
    ['keys that need quotes', { 'a: b': 1, '': 2, 1: 3, '- x': { y: 4 } }],
  ])('has %s like js-yaml', (_, value) => {
    expect(written(value)).toBe(dump(value, { lineWidth: -1, noRefs: true, indent: 2 }));
  });

  it('is parsed correctly with keys of several lines', () => {
    const value = { 'a\nb': [{ '\n': 1 }] };
    expect(load(written(value))).toEqual(value);
  });

  it('omits undefined values', () => {
    expect(written({ a: 1, b: undefined, c: { d: undefined } })).toBe('a: 1\nc: {}\n');
  });
});
