import { labelsOfSeries } from '../../promql/parse/index.ts';
import { defineCheck } from '../check.ts';
import { queryOf } from '../queries.ts';
import { recordsOf } from '../service.ts';

export const recordedSeries = defineCheck({
  code: 'rules/recorded-series',
  severity: 'error',
  title: 'Recording rules write the labels declared in the contract',
  reason:
    'Queries on the recorded series are checked against the contract; if the labels differ, they match nothing',
  page: {
    details:
      'The labels of the query and the `labels` of the rule differ from those that the contract declares for the recorded series.',
    impact:
      'Queries on the recorded series are checked against the contract. If the labels differ, they match nothing.',
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
          message: `the contract declares ${missing.join(', ')} for ${series.name}, but the rule does not write it`,
          remedy: 'Keep the label in the aggregation, or remove it from the contract',
        };
      }
      if (surplus.length > 0) {
        yield {
          place: query.at(),
          message: `the rule writes ${surplus.join(', ')}, which the contract does not declare for ${series.name}`,
          remedy: 'Drop the label in the aggregation, or add it to the contract',
        };
      }
    }
  },
});
