/** Strings, comments, brackets and anything else that is not space. */
const TOKEN = /"(?:\\[\s\S]|[^"\\\n])*"|`[^`]*`|#[^\n]*|[()[\]{}]|[^\s"`#()[\]{}]+|["`]/g;

const CLOSING: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);

export interface LogQuery {
  /** What stands between `[` and `]`. */
  readonly ranges: readonly string[];
}

/**
 * The shape of a LogQL query, or undefined where it is certainly none: a string or bracket without end, or no stream
 * selector. There is no LogQL parser for JavaScript, so some queries pass here that Loki would refuse.
 */
export function parseLogQuery(text: string): LogQuery | undefined {
  const ranges: string[] = [];
  const expected: { readonly closing: string; readonly from: number }[] = [];
  let hasSelector = false;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token === '"' || token === '`') return undefined;
    const closing = CLOSING.get(token);
    if (closing !== undefined) {
      expected.push({ closing, from: index + 1 });
      hasSelector ||= token === '{';
    } else if (token === ')' || token === ']' || token === '}') {
      const open = expected.pop();
      if (open?.closing !== token) return undefined;
      if (token === ']') ranges.push(text.slice(open.from, index).trim());
    }
  }
  return hasSelector && expected.length === 0 ? { ranges } : undefined;
}
