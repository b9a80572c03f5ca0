const LARGEST_COUNT = 1000;

/** The parts of a pattern in which RE2 and JavaScript differ; a class of characters is one part. */
const PART = new RegExp(
  [
    String.raw`\\(?<escaped>[\s\S]?)`,
    String.raw`\[\^?\]?(?:\[:\^?\w+:\]|\\[\s\S]|[^\]\\])*\]`,
    String.raw`\(\?(?<group><?[=!]|P?<\w+>|P[=>]|[a-zA-Z]*-?[a-zA-Z]*[:)])`,
    String.raw`\{(?<least>\d+)(?:,(?<most>\d*))?\}`,
  ].join('|'),
  'g',
);

const KNOWN_ESCAPE = /^(?:[dDsSwWpPAbBzQEafnrtvx0_]|[^\w\u0080-\uffff])$/;

/** `(?<name>` is missing on purpose: it came with Go 1.22, and older Prometheus servers refuse it. */
const KNOWN_GROUP = /^(?:P<\w+>|[imsU]*(?:-[imsU]+)?[:)])$/;

/**
 * Why Prometheus would refuse `pattern`, or undefined where it would take it. Prometheus matches with RE2, whose
 * syntax (https://github.com/google/re2/wiki/Syntax) is JavaScript's without whatever needs backtracking.
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
    new RegExp(inJavaScript(pattern));
    return undefined;
  } catch (error) {
    // V8 writes `Invalid regular expression: /…/: Unterminated group`.
    const cause = error instanceof Error ? error.message.slice(error.message.lastIndexOf(': ') + 2) : '';
    return `cannot be compiled: ${cause.toLowerCase()}`;
  }
}

/** Groups that RE2 has and JavaScript lacks, as groups of the same extent. */
function inJavaScript(pattern: string): string {
  return pattern.replaceAll(/\\[\s\S]|\(\?P<|\(\?[imsU-]+\)|\(\?[imsU-]+:/g, (part) => {
    if (part === '(?P<') return '(?<';
    if (part.startsWith('\\')) return part;
    return part.endsWith(':') ? '(?:' : '(?:)';
  });
}
