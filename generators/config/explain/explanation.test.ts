import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { asYamlText } from './explanation.ts';

it('a text is quoted so that YAML reads it as that text', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'true',
      'null',
      '1',
      '1e3',
      '.nan',
      '-.inf',
      '0x1F',
      '',
      'a: b',
      'a:',
      '~',
      '30s',
      '0o17',
    ),
  );
  fc.assert(
    fc.property(texts, (text) => {
      expect(parse(`key: ${asYamlText(text)}`)).toEqual({ key: text });
    }),
  );
});

it.each(['30s', 'observer-prod', 'https://grafana.example.com', '/metrics'])('%s needs no quotes', (text) => {
  expect(asYamlText(text)).toBe(text);
});
