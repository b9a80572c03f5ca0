import { explainPattern } from '../../config/schema/re2.ts';

/** Syntax that JavaScript reads differently from Go, or not at all. */
const FOREIGN = /\\[^dDwWbB\\^$.*+?()[\]{}|/-]|\(\?|\[:/;

/** Why `reReplaceAll` cannot evaluate this pattern here; undefined if it can. */
export function explainReplacement(pattern: string): string | undefined {
  const problem = explainPattern(pattern);
  if (problem !== undefined) return `the pattern ${problem}`;
  return FOREIGN.test(pattern)
    ? 'the pattern may hold \\d, \\w and \\b, but no other class, flag or named group'
    : undefined;
}

/** Go's `regexp.ReplaceAllString`, which skips an empty match right after another match. */
export function reReplaceAll(pattern: string, replacement: string, text: string): string {
  let end = -1;
  return text.replaceAll(new RegExp(pattern, 'gu'), (whole: string, ...rest: readonly unknown[]) => {
    // After the groups come the offset and the whole text.
    const groups = rest.slice(0, -2).map((group) => (typeof group === 'string' ? group : ''));
    const offset = Number(rest.at(-2));
    if (whole === '' && offset === end) return '';
    end = offset + whole.length;
    return expand(replacement, [whole, ...groups]);
  });
}

/** `$1` and `${1}` are groups, `$$` is a dollar. A name is as long as possible: `$1분` is the group `1분`. */
function expand(replacement: string, groups: readonly string[]): string {
  return replacement.replaceAll(
    /\$(?:\$|\{(?<braced>[\p{L}\p{Nd}_]+)\}|(?<bare>[\p{L}\p{Nd}_]+))/gu,
    (whole, braced: string | undefined, bare: string | undefined) =>
      whole === '$$' ? '$' : (groups[Number(braced ?? bare)] ?? ''),
  );
}
