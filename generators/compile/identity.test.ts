import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { panelId } from './identity.ts';

describe('the id of a panel', () => {
  test('is an integer from 1 to 999,999, whatever the key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (key) => {
        expect(Number.isInteger(panelId(key))).toBe(true);
        expect(panelId(key)).toBeGreaterThanOrEqual(1);
        expect(panelId(key)).toBeLessThanOrEqual(999_999);
      }),
    );
  });

  test('never changes, because links in alerts and bookmarks contain it', () => {
    expect(['http-error-rate', 'row:overview', '한글'].map(panelId)).toMatchInlineSnapshot(`
      [
        265433,
        901903,
        435363,
      ]
    `);
  });
});
