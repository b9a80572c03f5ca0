import { quote } from '../../promql/build/escape.ts';
import type { Matcher, Selector } from '../../promql/parse/index.ts';
import { conditionOf } from './constraints.ts';
import { dropItem, type Edit } from './edit.ts';
import type { MismatchedSeries, Mutation, Operator, Site } from './mutation.ts';
import { isRedundant } from './redundancy.ts';
import { matchesValue, regexMistakes } from './regex.ts';

interface MatcherSite extends Site<Selector> {
  readonly matcher: Matcher;
  readonly index: number;
}

/** A mistake in one matcher. */
interface Mistake {
  readonly operator: Operator;
  readonly edit: Edit;
  readonly scenario: string;
  /** Equal for the same mistake in equivalent matchers. */
  readonly key: string;
  /** Absent if the mistake excludes series. */
  readonly mismatchedValue?: MismatchedSeries['value'];
}

const NEGATED: Readonly<Record<Matcher['operator'], string>> = {
  '=': '!=',
  '!=': '=',
  '=~': '!~',
  '!~': '=~',
};

/**
 * Matchers removed or negated, and regular expressions that match more or less. A mistake that admits more
 * series is made in one selector if that can be detected, and otherwise in all selectors with the same
 * matcher.
 */
export function matcherMutations(sites: readonly Site[]): Mutation[] {
  const found = sites
    .flatMap(matchersOf)
    .flatMap((site) => mistakesOf(site).map((mistake) => ({ site, mistake })));
  return found.map(({ site, mistake }) => {
    const { operator, edit, key, scenario, mismatchedValue } = mistake;
    const isShared = mismatchedValue !== undefined && isRedundant(site.matcher, site.node, site.ancestors);
    return {
      operator,
      edits: isShared
        ? found.filter(({ mistake }) => mistake.key === key).map(({ mistake }) => mistake.edit)
        : [edit],
      shown: site.node,
      scenario,
      ...(mismatchedValue === undefined
        ? {}
        : {
            mismatch: {
              selector: site.node,
              label: site.matcher.label.text,
              value: mismatchedValue,
              isEverywhere: isShared,
            },
          }),
    };
  });
}

function matchersOf(site: Site): MatcherSite[] {
  const { node } = site;
  if (node.type !== 'selector') return [];
  return node.matchers
    .map((matcher, index) => ({ ...site, node, matcher, index }))
    .filter(({ matcher }) => matcher.label.text !== '__name__');
}

function mistakesOf(site: MatcherSite): Mistake[] {
  return [...omission(site), negation(site), ...regexes(site)];
}

function omission({ source, node, matcher, index }: MatcherSite): Mistake[] {
  // A quoted metric name is among the matchers: `{"http.requests", job="a"}`.
  const { metric } = node;
  const quoted = metric !== undefined && /^["'`]/.test(source.text.slice(metric.from)) ? [metric] : [];
  const edit = dropItem(source.text, [...quoted, ...node.matchers], quoted.length + index);
  const others = node.matchers.filter((other) => other !== matcher);
  // Prometheus rejects a selector that could match every series.
  const isSelective = node.metric !== undefined || others.some((other) => !matchesValue(other, ''));
  const asksNothing = matcher.operator === '=~' && matcher.value === '.*';
  if (edit === undefined || !isSelective || asksNothing) return [];
  const label = matcher.label.text;
  return [
    {
      operator: 'matcher',
      edit,
      key: `omission ${label}${conditionOf(matcher)}`,
      scenario: `Let the only series be one that satisfies the selector except for "${label}", and expect what holds without any series.`,
      mismatchedValue: () => foreignValue(matcher),
    },
  ];
}

function negation({ source, matcher }: MatcherSite): Mistake {
  const { label } = matcher;
  const from = label.to + (/^\s*/.exec(source.text.slice(label.to))?.[0].length ?? 0);
  return {
    operator: 'matcher',
    edit: { from, to: from + matcher.operator.length, text: NEGATED[matcher.operator] },
    key: `negation ${label.text}${conditionOf(matcher)}`,
    scenario: `Let a series that satisfies the selector be there, and expect what it says.`,
  };
}

function regexes({ source, matcher }: MatcherSite): Mistake[] {
  const quoted = /=~\s*|!~\s*/.exec(source.text.slice(matcher.label.to, matcher.to));
  if (quoted === null) return [];
  const from = matcher.label.to + quoted.index + quoted[0].length;
  return regexMistakes(matcher).map(({ pattern, scenario, mismatchedValue }) => ({
    operator: 'regex',
    edit: { from, to: matcher.to, text: quote(pattern) },
    key: `${pattern} ${matcher.label.text}${conditionOf(matcher)}`,
    scenario,
    ...(mismatchedValue === undefined ? {} : { mismatchedValue }),
  }));
}

/** A value that the matcher rejects. */
function foreignValue(matcher: Matcher): string {
  if (matcher.operator === '!=') return matcher.value;
  if (matcher.operator === '!~') return matcher.value.split('|', 1)[0] ?? '';
  return matchesValue(matcher, 'other') ? '' : 'other';
}
