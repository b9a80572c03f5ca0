import { labelsOfSeries } from '../../promql/parse/index.ts';
import { defineCheck } from '../check.ts';
import { queryOf } from '../queries.ts';
import { recordsOf } from '../service.ts';

export const recordedSeries = defineCheck({
  code: 'rules/recorded-series',
  severity: 'error',
  title: 'A recording rule writes the labels that the contract says',
  reason:
    'Queries over the recorded series are checked against the contract: with other labels they match nothing',
  page: {
    details:
      "The labels of the rule's query, together with those it adds, are not those that the contract has for the recorded series.",
    impact:
      'Queries over the recorded series are checked against the contract. With other labels they match nothing.',
    example: {
      language: 'ts',
      bad: "record(forecast, sum(query, ['namespace']))   // contract: namespace, persistentvolumeclaim",
      good: "record(forecast, sum(query, ['namespace', 'persistentvolumeclaim']))",
    },
  },
  *find(service) {
    for (const record of recordsOf(service)) {
      const { series, labels } = record.definition;
      const query = queryOf(service, record);
      if (query === undefined || query.labels === 'unknown') continue;
      const written = new Set([...query.labels, ...Object.keys(labels)]);
      const declared = new Set(labelsOfSeries(series));
      const missing = [...declared].filter((label) => !written.has(label)).sort();
      const surplus = [...written].filter((label) => !declared.has(label)).sort();
      if (missing.length > 0) {
        yield {
          place: query.at(),
          message: `the contract says that ${series.name} has ${missing.join(', ')}, which the rule does not write`,
          remedy: 'Keep the label in the aggregation, or take it out of the contract',
        };
      }
      if (surplus.length > 0) {
        yield {
          place: query.at(),
          message: `the rule writes ${surplus.join(', ')}, which ${series.name} does not have in the contract`,
          remedy: 'Aggregate the label away, or add it to the contract',
        };
      }
    }
  },
});
