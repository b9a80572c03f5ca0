import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeTemplate } from './escape.ts';
import { renderTemplate } from './index.ts';

describe('text that Prometheus would expand', () => {
  test('is printed unchanged', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('{', '{{', '}}', '$x', ' ', '"', '`', '\\', '한')), (parts) => {
        const text = parts.join('');
        expect(renderTemplate(escapeTemplate(text), { labels: {}, value: 0 })).toBe(text);
      }),
    );
  });

  test('is unchanged if there is nothing to expand', () => {
    expect(escapeTemplate('team a { b }')).toBe('team a { b }');
  });
});
