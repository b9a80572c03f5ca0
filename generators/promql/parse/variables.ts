/** A Grafana variable in a text: `$name`, `${name}`, `${name:format}` or `[[name]]`. */
export interface VariableUse {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Whether it is inside a string of the query. */
  readonly isQuoted: boolean;
}

export interface MaskedText {
  /** PromQL of the same length, so that offsets are the same as in the original. */
  readonly text: string;
  readonly variables: readonly VariableUse[];
}

/** https://github.com/grafana/grafana/blob/main/packages/grafana-data/src/utils/variables.ts (variableRegex) */
const VARIABLE =
  /\$(?<plain>\w+)|\[\[(?<square>\w+?)(?::\w+)?\]\]|\$\{(?<braced>\w+)(?:\.[^:}]+)?(?::[^}]+)?\}/g;

const STRING_OR_COMMENT = /"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?|`[^`]*`?|#[^\n]*/g;

const AFTER_GROUPING = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^()]*$/i;

/** The Grafana variables in any text: a legend, a title, a query of a variable. */
export function variablesIn(text: string): VariableUse[] {
  return findVariables(text, 0, text.length, false);
}

/**
 * Grafana fills in its variables before Prometheus sees the query, so a query with variables is not PromQL.
 * Variables outside strings become a number, which PromQL also accepts as a duration, or a name where a name
 * is required.
 */
export function maskVariables(text: string): MaskedText {
  if (!text.includes('$') && !text.includes('[[')) return { text, variables: [] };
  const variables: VariableUse[] = [];
  let masked = '';
  let at = 0;
  const maskCode = (until: number) => {
    for (const use of findVariables(text, at, until, false)) {
      variables.push(use);
      masked += text.slice(at, use.from);
      masked += standIn(masked, text.slice(use.to, use.to + 2), use.to - use.from);
      at = use.to;
    }
    masked += text.slice(at, until);
    at = until;
  };
  for (const { 0: literal, index } of text.matchAll(STRING_OR_COMMENT)) {
    maskCode(index);
    const end = index + literal.length;
    if (!literal.startsWith('#')) variables.push(...findVariables(text, index, end, true));
    masked += literal;
    at = end;
  }
  maskCode(text.length);
  return { text: masked, variables };
}

function findVariables(text: string, from: number, to: number, isQuoted: boolean): VariableUse[] {
  if (from === to) return [];
  return [...text.slice(from, to).matchAll(VARIABLE)].map(({ 0: match, index, groups }) => ({
    name: groups?.plain ?? groups?.square ?? groups?.braced ?? '',
    from: from + index,
    to: from + index + match.length,
    isQuoted,
  }));
}

function standIn(before: string, next: string, length: number): string {
  const isName = /[\w:]$/.test(before) || /^(?:[\w{]|:[A-Za-z_])/.test(next) || AFTER_GROUPING.test(before);
  return isName ? 'v'.repeat(length) : '1'.padStart(length, '0');
}
