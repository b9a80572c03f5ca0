import { quote } from '../../promql/build/escape.ts';
import { analyse, type Selector } from '../../promql/parse/index.ts';
import type { Mutant } from '../mutate/mutant.ts';
import type { MismatchedSeries } from '../mutate/mutation.ts';
import { matchesValue } from '../mutate/regex.ts';
import type { RuleTest } from '../suite/model.ts';

/**
 * What to add to the existing tests to detect the mutant.
 *
 * @param tests those that cover the rule, or what depends on it
 */
export function remedyFor({ scenario, mismatch, rule }: Mutant, tests: readonly RuleTest[]): string {
  const example =
    tests.find((test) =>
      test.alertChecks.some(
        ({ firing, alert }) => firing > 0 && (rule.kind !== 'alert' || alert === rule.name),
      ),
    ) ?? tests[0];
  if (example === undefined) return scenario;
  const found = mismatch === undefined ? undefined : replacementIn(example, mismatch);
  if (mismatch === undefined || found === undefined)
    return `${scenario}\nA start: the test "${example.name}".`;
  const { series, instead } = found;
  return mismatch.isEverywhere
    ? `Copy the test "${example.name}" with another "${mismatch.label}" in all its series, such as\n${instead}\nand expect what holds without any of them.`
    : `Copy the test "${example.name}" with\n${instead}\nin the place of\n${series}\nand expect what holds without that series.`;
}

interface Replacement {
  readonly series: string;
  readonly instead: string;
}

/** The first series of the test that the selector reads, and the same one with the mismatched label. */
function replacementIn(
  test: RuleTest,
  { selector, label, value }: MismatchedSeries,
): Replacement | undefined {
  for (const { series } of test.series) {
    const given = analyse(series).syntax;
    if (given?.type !== 'selector' || !isReadBy(given, selector)) continue;
    const labels = labelsOf(given);
    const changed = new Map(labels).set(label, value(labels.get(label) ?? ''));
    return { series, instead: seriesText(given.metric?.text, changed) };
  }
  return undefined;
}

/** A series in promtool's syntax: names that are not plain are quoted, the metric's among the labels. */
function seriesText(metric: string | undefined, labels: ReadonlyMap<string, string>): string {
  const pairs = [...labels]
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `${/^[a-zA-Z_]\w*$/.test(name) ? name : quote(name)}=${quote(text)}`);
  if (metric === undefined || /^[a-zA-Z_:][\w:]*$/.test(metric))
    return `${metric ?? ''}{${pairs.join(', ')}}`;
  return `{${[quote(metric), ...pairs].join(', ')}}`;
}

function isReadBy(series: Selector, selector: Selector): boolean {
  const labels = labelsOf(series);
  return (
    series.metric?.text === selector.metric?.text &&
    selector.matchers.every((matcher) => matchesValue(matcher, labels.get(matcher.label.text) ?? ''))
  );
}

function labelsOf({ matchers }: Selector): ReadonlyMap<string, string> {
  return new Map(matchers.map(({ label, value }) => [label.text, value]));
}
