import { anchoredExpression } from '../../config/schema/re2.ts';
import type { Matcher } from '../../promql/parse/index.ts';
import type { MismatchedSeries } from './mutation.ts';

/** A changed regular expression for a matcher. */
export interface RegexMistake {
  readonly pattern: string;
  readonly scenario: string;
  /** If the matcher admits more: converts a value that it admits already to one that it did not. */
  readonly mismatchedValue?: MismatchedSeries['value'];
}

/** A pattern without this contains no name: `5..` is a class of codes, and no label has `1500`. */
const NAME = /[A-Za-z]{2}/;

/** One alternative less, and a pattern without anchors, as everywhere outside Prometheus. */
export function regexMistakes({ operator, value, label }: Matcher): RegexMistake[] {
  if (operator !== '=~' && operator !== '!~') return [];
  const selects = operator === '=~';
  const alternatives = alternativesOf(value);
  const dropped = alternatives.map((alternative): RegexMistake => {
    const rest = alternatives.filter((other) => other !== alternative);
    return {
      pattern: rest.join('|'),
      scenario: `Let the only series have a "${label.text}" that matches "${alternative}", and expect that it ${selects ? 'counts' : 'does not count'}.`,
      ...(selects ? {} : { mismatchedValue: () => alternative }),
    };
  });
  const sought = unanchored(value, alternatives.length > 1);
  return [
    ...(alternatives.length > 1 ? dropped : []),
    ...(sought === undefined || !NAME.test(value)
      ? []
      : [
          {
            pattern: sought,
            scenario: `Let the only series have a "${label.text}" that holds "${value}" as a part, and expect that it ${selects ? 'does not count' : 'counts'}.`,
            ...(selects
              ? {
                  mismatchedValue: (actual: string) =>
                    `${sought.startsWith('.*') ? 'x' : ''}${actual}${sought.endsWith('.*') ? 'x' : ''}`,
                }
              : {}),
          },
        ]),
  ];
}

/** The alternatives between `|` outside brackets. */
function alternativesOf(pattern: string): string[] {
  const alternatives = [''];
  let depth = 0;
  let isClass = false;
  for (const [token] of pattern.matchAll(/\\.|./gs)) {
    if (isClass) isClass = token !== ']';
    else if (token === '[') isClass = true;
    else if (token === '(') depth += 1;
    else if (token === ')') depth -= 1;
    else if (token === '|' && depth === 0) {
      alternatives.push('');
      continue;
    }
    alternatives.push((alternatives.pop() ?? '') + token);
  }
  return alternatives;
}

function unanchored(pattern: string, hasAlternatives: boolean): string | undefined {
  const before = /^\.[*+]/.test(pattern) ? '' : '.*';
  const after = /\.[*+]$/.test(pattern) ? '' : '.*';
  if (before === '' && after === '') return undefined;
  return before + (hasAlternatives ? `(?:${pattern})` : pattern) + after;
}

/** Matches like Prometheus; an absent label has the value ''. */
export function matchesValue(
  { operator, value }: Pick<Matcher, 'operator' | 'value'>,
  actual: string,
): boolean {
  if (operator === '=' || operator === '!=') return (actual === value) === (operator === '=');
  // A pattern that only RE2 supports counts as no match.
  return (anchoredExpression(value)?.test(actual) ?? false) === (operator === '=~');
}
