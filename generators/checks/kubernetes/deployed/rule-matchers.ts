import { analyse, type Matcher } from '../../../promql/parse/index.ts';
import { type Fields, listAt, textAt } from '../manifests.ts';

/** The distinct matchers on a label in PrometheusRules. */
export function matchersIn(rules: readonly Fields[], label: string): readonly Matcher[] {
  const expressions = rules.flatMap((rule) =>
    listAt(rule, 'spec', 'groups').flatMap((group) =>
      listAt(group, 'rules').flatMap((each) => textAt(each, 'expr') ?? []),
    ),
  );
  const found = new Map<string, Matcher>();
  for (const expression of new Set(expressions)) {
    for (const { selector } of analyse(expression).selectors) {
      for (const matcher of selector.matchers) {
        if (matcher.label.text === label) found.set(written(matcher), matcher);
      }
    }
  }
  return [...found.values()];
}

/** `pod=~"observer-.+"` */
export function written({ label, operator, value }: Matcher): string {
  return `${label.text}${operator}${JSON.stringify(value)}`;
}

/** Whether one of the positive matchers matches the value. */
export function isMatched(matchers: readonly Matcher[], value: string): boolean {
  return matchers.some(({ operator, value: wanted }) => {
    if (operator === '=') return wanted === value;
    return operator === '=~' && fits(wanted, value);
  });
}

/** Prometheus anchors at both ends. A pattern that only RE2 supports is assumed to match. */
function fits(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 's').test(value);
  } catch {
    return true;
  }
}
