import { quote } from '../../promql/build/escape.ts';
import { analyse, type Selector } from '../../promql/parse/index.ts';
import type { Mutant } from '../mutate/mutant.ts';
import type { MismatchedSeries } from '../mutate/mutation.ts';
import { matchesValue } from '../mutate/regex.ts';
import type { RuleTest } from '../suite/model.ts';

/**
 * What to add to the tests so that the mutant is noticed, in terms of the tests that there are.
 * @param tests those that look at the rule, or at what depends on it
 */
export function remedyFor({ scenario, decoy, rule }: Mutant, tests: readonly RuleTest[]): string {
  const example =
    tests.find((test) =>
      test.alertChecks.some(
        ({ firing, alert }) => firing > 0 && (rule.kind !== 'alert' || alert === rule.name),
      ),
    ) ?? tests[0];
  if (example === undefined) return scenario;
  const decoySeries = decoy === undefined ? undefined : decoyIn(example, decoy);
  if (decoy === undefined || decoySeries === undefined)
    return `${scenario}\nA start: the test "${example.name}".`;
  const { series, instead } = decoySeries;
  return decoy.isEverywhere
    ? `Copy the test "${example.name}" with another "${decoy.label}" in all its series, such as\n${instead}\nand expect what holds without any of them.`
    : `Copy the test "${example.name}" with\n${instead}\nin the place of\n${series}\nand expect what holds without that series.`;
}

interface DecoySeries {
  readonly series: string;
  readonly instead: string;
}

/** The first series of the test that the selector reads, and the same with the decoy's label. */
function decoyIn(test: RuleTest, { selector, label, value }: MismatchedSeries): DecoySeries | undefined {
  for (const { series } of test.series) {
    const given = analyse(series).syntax;
    if (given?.type !== 'selector' || !isReadBy(given, selector)) continue;
    const labels = labelsOf(given);
    const changed = new Map(labels).set(label, value(labels.get(label) ?? ''));
    const pairs = [...changed]
      .filter(([, text]) => text !== '')
      .map(([name, text]) => `${name}=${quote(text)}`);
    return { series, instead: `${given.metric?.text ?? ''}{${pairs.join(', ')}}` };
  }
  return undefined;
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
