import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalIn, integerIn, parseDecimal, parseInteger } from './numbers.ts';

describe('an integer', () => {
  it.each(['0x10', '٣', 'NaN', '1234567890123456'])('cannot be %o', (text) => {
    expect(parseInteger(text)).toBeUndefined();
  });

  it('is what JavaScript parses, and nothing in another format', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789-+. eE,') }), (text) => {
        const isWhole = /^-?\d{1,15}$/.test(text);
        // -0 + 0 is 0.
        expect(parseInteger(text)).toBe(isWhole ? Number(text) + 0 : undefined);
      }),
    );
  });

  it('is parsed within a text as on its own', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.string(), fc.string(), (number, before, after) => {
        const digits = String(number);
        const read = integerIn(before + digits + after, before.length, before.length + digits.length);
        expect(read).toBe(parseInteger(digits) ?? Number.NaN);
      }),
    );
  });
});

describe('a decimal number', () => {
  it.each(['Infinity', '0.1234567890123456'])('cannot be %o', (text) => {
    expect(parseDecimal(text)).toBeUndefined();
  });

  it('is the nearest one to the text, as JavaScript parses it', () => {
    const written = fc.tuple(
      fc.boolean(),
      fc.stringMatching(/^\d{1,8}$/),
      fc.option(fc.stringMatching(/^\d{1,7}$/), { nil: undefined }),
    );
    fc.assert(
      fc.property(written, ([isNegative, whole, decimals]) => {
        const text = `${isNegative ? '-' : ''}${whole}${decimals === undefined ? '' : `.${decimals}`}`;
        expect(parseDecimal(text)).toBe(Number(text) + 0);
      }),
    );
  });

  it('is invalid whenever JavaScript rejects it, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789-+. eE') }), (text) => {
        const read = parseDecimal(text);
        if (read !== undefined) expect(read).toBe(Number(text) + 0);
        else expect(/^-?\d{1,8}(\.\d{1,7})?$/.test(text)).toBe(false);
      }),
    );
  });

  it('is parsed within a text as on its own', () => {
    expect(decimalIn('^-0.41^', 1, 6)).toBe(-0.41);
    expect(decimalIn('^-0.41^', 1, 7)).toBeNaN();
  });
});
