import { describe, expect, it } from 'vitest';
import { findText, libraryText, type Text, textIn } from './text.ts';

describe('a text', () => {
  it.each<[string, Text, string, string | undefined]>([
    ['is the same in every language as a plain string', 'no data', 'de', 'no data'],
    ['is the one of the language', { ko: '없음', en: 'none' }, 'ko', '없음'],
    ['is found by the language', (language) => `(${language})`, 'pt-BR', '(pt-BR)'],
    ['is missing in a language that nobody wrote', { ko: '없음', en: 'none' }, 'de', undefined],
    ['is not looked for among what every object has', { ko: '없음', en: 'none' }, 'constructor', undefined],
    ['of the library is in Korean', libraryText({ ko: '없음', en: 'none' }), 'ko', '없음'],
    ['of the library is in English for all others', libraryText({ ko: '없음', en: 'none' }), 'de', 'none'],
  ])('%s', (_, text, language, expected) => {
    expect(findText(text, language)).toBe(expected);
  });

  it('that is missing is an error with a code', () => {
    expect(() => textIn({ ko: '없음', en: 'none' }, 'de')).toThrow('definitions/text');
  });
});
