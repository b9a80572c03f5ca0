import { isPlainText } from '../../base/yaml.ts';

/** What no YAML gives a meaning, in block or in flow style: spaces and colons only between others. */
const WITHOUT_SYNTAX = /^[\p{L}\p{N}_./]+(?:(?:[@+-]+| +|:)[\p{L}\p{N}\p{M}_./]+)*$/u;

/** The text as it is, or in quotes where any reader of YAML would take it for anything but this text. */
export function scalar(text: string): string {
  return WITHOUT_SYNTAX.test(text) && isPlainText(text) ? text : quoted(text);
}

/** In double quotes, with escapes for the characters that some parsers refuse or take for line breaks. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
