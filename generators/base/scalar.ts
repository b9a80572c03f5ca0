import { isPlainText } from './yaml.ts';

/**
 * Text without a meaning in any YAML, in block or flow style: spaces and colons only between other
 * characters.
 */
const WITHOUT_SYNTAX = /^[\p{L}\p{N}_./]+(?:(?:[@+-]+| +|:)[\p{L}\p{N}\p{M}_./]+)*$/u;

/** The text itself, or quoted if some parser would read it as anything else. */
export function scalar(text: string): string {
  return WITHOUT_SYNTAX.test(text) && isPlainText(text) ? text : quoted(text);
}

/** In double quotes, with escapes for characters that some parsers reject or take for line breaks. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
