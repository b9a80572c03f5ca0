import { emptySelectors } from '../prometheus/selectors-that-empty.ts';
import { quote } from '../promql/build/escape.ts';
import { type Catalogue, catalogueOf, type Selector } from '../promql/parse/index.ts';
import type { Installation } from './question.ts';

/**
 * Why a query returns nothing: one sentence per selector that is to blame. Empty if the query can return
 * something, or if all that is missing are series that only exist after an event.
 */
export async function causesOfEmptiness(
  expression: string,
  { service, series }: Installation,
): Promise<readonly string[]> {
  const catalogue = catalogueOf(service.project.contract);
  const empty = await emptySelectors(expression, series, (selector) => expectedOf(selector, catalogue));
  const causes = new Set<string>();
  for (const use of empty) {
    const [exporter] = catalogue.seriesNamed(use.selector.metric?.text ?? '').map((one) => one.exporter);
    const job = exporter && (service.config.jobs[exporter.key] ?? exporter.job);
    if (job === '') causes.add('series that rules record are not there: see doctor/rules');
    else if (job !== undefined && !(await series.hasJob(job)))
      causes.add(`no series has job=${quote(job)}: see doctor/targets`);
    else causes.add(await series.explain(expression, use));
  }
  return [...causes];
}

/**
 * What has series at any time. Whether a label has a certain value now, such as an error's, can be expected
 * only if all its values are known.
 */
function expectedOf(selector: Selector, catalogue: Catalogue): Selector | undefined {
  const meant = catalogue.seriesNamed(selector.metric?.text ?? '');
  if (meant.length === 0 || meant.some(({ presence }) => presence !== 'always')) return undefined;
  const isOpen = (label: string) => meant.some(({ domains }) => domains[label]?.kind === 'up-to');
  return { ...selector, matchers: selector.matchers.filter(({ label }) => !isOpen(label.text)) };
}
