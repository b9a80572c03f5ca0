import { DiagnosticError } from '../base/diagnostic.ts';

/**
 * Where a project says which languages it has, so that a text without one of them does not compile:
 *
 *     declare module 'observability-as-code' {
 *       interface Register {
 *         language: 'ko' | 'en';
 *       }
 *     }
 */
// biome-ignore lint/suspicious/noEmptyInterface: a project adds to it
export interface Register {}

/** A language of the project. */
export type Language = Register extends { readonly language: infer Own extends string } ? Own : string;

/**
 * A text for people: the same in every language, one per language of the project, or a function of the
 * language.
 */
export type Text = string | Readonly<Record<Language, string>> | ((language: string) => string | undefined);

/** A text of the library, in the library's languages. */
export type LibraryTexts = Readonly<Record<'ko' | 'en', string>>;

/** A text of the library; in English for projects in any other language. */
export function libraryText(texts: LibraryTexts): Text {
  return (language) => (language === 'ko' ? texts.ko : texts.en);
}

/** @returns undefined if the text is missing */
export function findText(text: Text | undefined, language: string): string | undefined {
  if (text === undefined || typeof text === 'string') return text;
  if (typeof text === 'function') return text(language);
  const texts: Readonly<Record<string, string | undefined>> = text;
  return Object.hasOwn(texts, language) ? texts[language] : undefined;
}

/**
 * @throws DiagnosticError `definitions/text`; callers that know the place of the text check it before, and
 *   report the place
 */
export function textIn(text: Text, language: string): string {
  const found = findText(text, language);
  if (found !== undefined) return found;
  throw DiagnosticError.of({
    code: 'definitions/text',
    place: {},
    message: `a text is not written in \`${language}\``,
    reason: 'People would see an empty text',
    remedy: 'Write it in that language, or as one plain string for all languages.',
  });
}
