import { selectorsThatEmpty } from '../prometheus/selectors-that-empty.ts';
import { quote } from '../promql/build/escape.ts';
import {
  analyse,
  type Catalogue,
  catalogueOf,
  type Selector,
  type SelectorUse,
} from '../promql/parse/index.ts';
import type { Installation } from './question.ts';

/**
 * Why a query returns nothing: one sentence per selector that is to blame. Empty if the query can return
 * something, or if all that is missing are series that only exist after an event.
 */
export async function causesOfEmptiness(
  expression: string,
  { service, series }: Installation,
): Promise<readonly string[]> {
  const { syntax, selectors } = analyse(expression);
  if (syntax === undefined) return [];
  const catalogue = catalogueOf(service.project.contract);
  const empty = new Map<Selector, SelectorUse>();
  for (const use of selectors.filter(({ selector }) => isAlwaysThere(selector, catalogue))) {
    const wide = { ...use, selector: withoutOpenLabels(use.selector, catalogue) };
    if ((await series.count(expression, wide)) === 0) empty.set(use.selector, wide);
  }
  const causes: string[] = [];
  for (const selector of selectorsThatEmpty(syntax, (one) => empty.has(one))) {
    const use = empty.get(selector);
    if (use === undefined) continue;
    const [exporter] = catalogue.seriesNamed(selector.metric?.text ?? '').map((one) => one.exporter);
    const job = exporter && (service.config.jobs[exporter.key] ?? exporter.job);
    if (job === '') causes.push('series that rules record are not there: see doctor/rules');
    else if (job !== undefined && !(await series.hasJob(job)))
      causes.push(`no series has job=${quote(job)}: see doctor/targets`);
    else causes.push(await series.explain(expression, use));
  }
  return [...new Set(causes)];
}

function isAlwaysThere({ metric }: Selector, catalogue: Catalogue): boolean {
  const meant = catalogue.seriesNamed(metric?.text ?? '');
  return meant.length > 0 && meant.every(({ presence }) => presence === 'always');
}

/**
 * Whether a label has a certain value now, such as an error's, can be expected only if all its values are
 * known.
 */
function withoutOpenLabels(selector: Selector, catalogue: Catalogue): Selector {
  const meant = catalogue.seriesNamed(selector.metric?.text ?? '');
  const isOpen = (label: string) => meant.some(({ domains }) => domains[label]?.kind === 'up-to');
  return { ...selector, matchers: selector.matchers.filter(({ label }) => !isOpen(label.text)) };
}
