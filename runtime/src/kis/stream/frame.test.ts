import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fields } from './fields.ts';
import { parseFrame } from './frame.ts';

describe('a frame', () => {
  it('has a head and a payload', () => {
    expect(parseFrame('0|H0STCNT0|004|a^b|c')).toEqual({
      isEncrypted: false,
      transactionId: 'H0STCNT0',
      count: 4,
      payload: 'a^b|c',
    });
    expect(parseFrame('1|H0STCNI0|001|abc=')).toMatchObject({ isEncrypted: true, count: 1, payload: 'abc=' });
  });

  it.each([
    '',
    '|',
    '0',
    '0|H0STCNT0',
    '0|H0STCNT0|001',
    '2|H0STCNT0|001|a',
    '|H0STCNT0|001|a',
    '00|H|001|a',
  ])('is not %o', (text) => {
    expect(parseFrame(text)).toBeUndefined();
  });

  it.each(['', 'x', '-1', '1.0', '1e1', ' 1', '1234567'])('does not have the count "%s"', (count) => {
    expect(parseFrame(`0|H0STCNT0|${count}|a`)).toBeUndefined();
  });

  it('is parsed whatever the text, and returns what was put together', () => {
    const payload = fc.string().filter((text) => !text.includes('\n'));
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.stringMatching(/^[A-Z0-9]{1,10}$/),
        fc.nat(999_999),
        payload,
        (...parts) => {
          const [isEncrypted, transactionId, count, text] = parts;
          const frame = `${isEncrypted ? 1 : 0}|${transactionId}|${String(count).padStart(3, '0')}|${text}`;
          expect(parseFrame(frame)).toEqual({ isEncrypted, transactionId, count, payload: text });
        },
      ),
    );
    fc.assert(fc.property(fc.string(), (text) => void parseFrame(text)));
  });
});

describe('the fields of a payload', () => {
  const field = fc.string().filter((text) => !text.includes('^'));

  it('are those that split returns', () => {
    const fields = new Fields();
    fc.assert(
      fc.property(fc.array(field, { minLength: 1, maxLength: 200 }), (parts) => {
        expect(fields.load(parts.join('^'))).toBe(parts.length);
        expect(fields.record(0, parts.length)).toEqual(parts);
        expect(parts.map((_, index) => fields.text(index))).toEqual(parts);
      }),
    );
  });

  it('are all there, however many there are', () => {
    const parts = Array.from({ length: 5_000 }, (_, index) => String(index));
    const fields = new Fields();
    expect(fields.load(parts.join('^'))).toBe(5_000);
    expect(fields.record(0, 5_000)).toEqual(parts);
    expect(fields.integer(4_999)).toBe(4_999);
  });

  it('belong to as many records as divide them evenly', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 60 }),
        fc.nat(50),
        (count, width, fewest) => {
          const fields = new Fields();
          fields.load(new Array(count * width).fill('0').join('^'));
          expect(fields.widthOf(count, fewest)).toBe(width >= fewest ? width : undefined);
          expect(fields.widthOf(0, fewest)).toBeUndefined();
          if ((count * width) % (count + 1) !== 0) expect(fields.widthOf(count + 1, 0)).toBeUndefined();
        },
      ),
    );
  });
});
