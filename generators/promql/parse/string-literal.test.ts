import { describe, expect, it } from 'vitest';
import { unquote } from './string-literal.ts';

describe('unquote', () => {
  it.each([
    ['"plain"', 'plain'],
    ['\'single "quotes"\'', 'single "quotes"'],
    ['`raw \\n`', 'raw \\n'],
    ['"\\a\\b\\f\\n\\r\\t\\v\\\\\\""', '\x07\b\f\n\r\t\v\\"'],
    ['"\\x41\\101\\u0041\\U00000041"', 'AAAA'],
    // Bytes of UTF-8, as Go reads them.
    ['"\\xed\\x95\\x9c"', '한'],
    ['"\\355\\225\\234"', '한'],
  ])('reads %s as Prometheus does', (literal, value) => {
    expect(unquote(literal)).toBe(value);
  });

  it.each([
    ['"no end'],
    ['"'],
    ['"unknown \\q"'],
    ['"the other quote \\\'"'],
    ['"too large \\777"'],
    ['"half \\x4"'],
    ['"surrogate \\ud800"'],
    ['"beyond unicode \\U00110000"'],
    ['"line\nbreak"'],
    ['"ends in \\"'],
  ])('refuses %j', (literal) => {
    expect(unquote(literal)).toBeUndefined();
  });
});
