import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyse } from '../parse/index.ts';
import { unquote } from '../parse/string-literal.ts';
import { variablesIn } from '../parse/variables.ts';
import { escapeRegex, quote } from './escape.ts';

const AWKWARD = [
  '"',
  "'",
  '`',
  '\\',
  '\n',
  '\r',
  '\t',
  '\0',
  '\x1b',
  '\x7f',
  '{{',
  '}}',
  '$',
  '${',
  '{',
  '[',
  '[[',
];
const AWKWARD_TOO = [
  'a',
  '_',
  '1',
  '#',
  '한',
  '글',
  '😀',
  '\ud83d',
  '\ude00',
  '\ufeff',
  '\u2028',
  '.',
  '*',
  '|',
];
const anyText = fc.string({ unit: fc.constantFrom(...AWKWARD, ...AWKWARD_TOO), maxLength: 24 });

describe('quote', () => {
  it('yields exactly the value, whatever it contains', () => {
    fc.assert(
      fc.property(anyText, (value) => {
        // Lone surrogates do not exist in UTF-8, which Prometheus reads.
        expect(unquote(quote(value))).toBe(value.toWellFormed());
      }),
      { numRuns: 2000 },
    );
  });

  it('parses with the official grammar inside a selector', () => {
    fc.assert(
      fc.property(anyText, (value) => {
        const { problems, selectors } = analyse(`x{label=${quote(value)}} > 0`);
        expect(problems).toEqual([]);
        expect(selectors[0]?.selector.matchers[0]?.value).toBe(value.toWellFormed());
      }),
      { numRuns: 2000 },
    );
  });

  it('never looks like a variable to Grafana', () => {
    fc.assert(
      fc.property(anyText, (value) => {
        expect(variablesIn(quote(value))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['${job}', '"\\x24{job}"'],
    ['[[[job]]', '"\\x5b\\x5b[job]]"'],
    ['costs $', '"costs $"'],
    ['line\nbreak', '"line\\nbreak"'],
    ['\x01', '"\\x01"'],
  ])('writes %j as %s', (value, literal) => {
    expect(quote(value)).toBe(literal);
  });
});

describe('escapeRegex', () => {
  it('yields a regex that matches the value and nothing else', () => {
    fc.assert(
      fc.property(anyText, anyText, (value, other) => {
        const regex = new RegExp(`^(?:${escapeRegex(value)})$`);
        expect(regex.test(value)).toBe(true);
        expect(regex.test(other)).toBe(other === value);
      }),
    );
  });
});
