import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { MARKER, yamlFile } from './yaml.ts';

const written = (value: unknown) => yamlFile(value).slice(MARKER.length + 1);

describe('a YAML file', () => {
  it('has whole lines, no anchors, and no undefined values', () => {
    const list = ['a'.repeat(200)];
    expect(written({ a: list, b: list, c: undefined, d: { e: undefined } })).toBe(
      `a:\n  - ${list[0]}\nb:\n  - ${list[0]}\nd: {}\n`,
    );
  });

  it('has texts of several lines as blocks', () => {
    const value = { a: { b: 'one\n  two\n\nthree\n', c: ['x\ny'] } };
    expect(written(value)).toBe(
      'a:\n  b: |\n    one\n      two\n\n    three\n  c:\n    - |-\n      x\n      y\n',
    );
    expect(load(written(value))).toEqual(value);
  });
});
