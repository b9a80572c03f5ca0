const LARGEST_COUNT = 1000;

/** The parts of a pattern in which RE2 and JavaScript differ; a character class is one part. */
const PART = new RegExp(
  [
    String.raw`\\(?<escaped>[\s\S]?)`,
    String.raw`\[\^?\]?(?:\[:\^?\w+:\]|\\[\s\S]|[^\]\\])*\]`,
    String.raw`\(\?(?<group><?[=!]|P?<[^>]*>|P[=>]|[a-zA-Z]*-?[a-zA-Z]*[:)])`,
    String.raw`\{(?<least>\d+)(?:,(?<most>\d*))?\}`,
  ].join('|'),
  'g',
);

const KNOWN_ESCAPE = /^(?:[dDsSwWpPAbBzQEafnrtvx0_]|[^\w\u0080-\uffff])$/;

/** `(?<name>` is missing on purpose: Go 1.22 introduced it, and older Prometheus servers reject it. */
const KNOWN_GROUP = /^(?:P<\w+>|[imsU]*(?:-[imsU]+)?[:)])$/;

/**
 * Why Prometheus would reject `pattern`, or undefined if it would accept it. Prometheus uses RE2, whose
 * syntax (https://github.com/google/re2/wiki/Syntax) is JavaScript's without features that need backtracking.
 */
export function explainPattern(pattern: string): string | undefined {
  for (const match of pattern.matchAll(PART)) {
    const { escaped, group, least, most } = match.groups ?? {};
    const part = `\`${match[0]}\``;
    if (escaped === '') return 'ends in a backslash';
    if (escaped !== undefined && /[1-9]/.test(escaped))
      return `has the backreference ${part}, which RE2 lacks`;
    if (escaped !== undefined && !KNOWN_ESCAPE.test(escaped)) return `has the unknown escape ${part}`;
    if (group !== undefined && /^<?[=!]$/.test(group)) return `has the lookaround ${part}, which RE2 lacks`;
    if (group !== undefined && !KNOWN_GROUP.test(group)) return `has the group ${part}, which RE2 lacks`;
    if (Number(least) > LARGEST_COUNT || Number(most) > LARGEST_COUNT) {
      return `repeats more than ${LARGEST_COUNT} times with ${part}`;
    }
  }
  try {
    new RegExp(inJavaScript(pattern).source);
    return undefined;
  } catch (error) {
    // V8 writes `Invalid regular expression: /…/: Unterminated group`.
    const cause = error instanceof Error ? error.message.slice(error.message.lastIndexOf(': ') + 2) : '';
    return `cannot be compiled: ${cause.toLowerCase()}`;
  }
}

/** A set in brackets; its first character may be `]`. */
const BRACKETS = /\[\^?\]?(?:\[:\^?\w+:\]|\\[\s\S]|[^\]\\])*\]/;

const POSIX_CLASSES: Readonly<Record<string, string>> = {
  alnum: 'a-zA-Z0-9',
  alpha: 'a-zA-Z',
  ascii: '\\x00-\\x7f',
  blank: '\\t ',
  cntrl: '\\x00-\\x1f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  word: '\\w',
  xdigit: '0-9A-Fa-f',
};

/** A set in brackets in JavaScript syntax. */
export function bracketsInJavaScript(brackets: string): string {
  return brackets
    .replace(/^(\[\^?)\]/, '$1\\]')
    .replaceAll(/\[:(\w+):\]/g, (whole, name: string) => POSIX_CLASSES[name] ?? whole);
}

/** The pattern in JavaScript syntax, and whether it means the same there: flags, `\pL`, `\Q…\E` and the like do not. */
function inJavaScript(pattern: string): { readonly source: string; readonly isSame: boolean } {
  const tokens = new RegExp(`\\\\[\\s\\S]|${BRACKETS.source}|\\(\\?P<|\\(\\?[imsU-]+[:)]`, 'g');
  let isSame = true;
  const source = pattern.replaceAll(tokens, (token) => {
    if (token === '(?P<') return '(?<';
    if (token.startsWith('[')) return bracketsInJavaScript(token);
    if (/^(?:\(|\\[pPAzQEa])/.test(token)) isSame = false;
    if (!token.startsWith('(')) return token;
    return token.endsWith(':') ? '(?:' : '(?:)';
  });
  return { source, isSame };
}

/**
 * The pattern anchored at both ends, as in Prometheus.
 *
 * @returns undefined for what JavaScript cannot express, except `(?i)` at the beginning
 */
export function anchoredExpression(pattern: string): RegExp | undefined {
  const [, flags = '', body = ''] = /^(?:\(\?([imsU]+)\))?([\s\S]*)$/.exec(pattern) ?? [];
  const { source, isSame } = inJavaScript(body);
  if (!isSame) return undefined;
  try {
    return new RegExp(`^(?:${source})$`, flags.includes('i') ? 'is' : 's');
  } catch {
    return undefined;
  }
}
