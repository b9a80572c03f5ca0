import { defineCheck } from '../check.ts';
import { placeOf, recordDefinition } from '../place.ts';
import { recordsOf } from '../service.ts';

/** https://prometheus.io/docs/practices/rules/#naming */
const LEVEL_METRIC_OPERATIONS = /^[a-zA-Z_][a-zA-Z0-9_]*:[a-zA-Z0-9_]+:[a-zA-Z0-9_]+$/;

export const recordingName = defineCheck({
  code: 'rules/recording-name',
  severity: 'error',
  title: 'Recording rules are named level:metric:operations',
  reason: 'Only the name shows which metric was aggregated, by which labels and how',
  page: {
    details:
      'The name of a recorded series does not have this form, or contains `_total` although the recorded series is not a counter.',
    impact:
      'Only the name shows which metric was aggregated, by which labels and how (https://prometheus.io/docs/practices/rules/#naming).',
    example: {
      language: 'text',
      bad: 'http_requests_total_5m',
      good: 'namespace_job:http_requests:rate5m',
    },
  },
  *find(service) {
    for (const record of recordsOf(service)) {
      const { name } = record.definition.series;
      const place = () => placeOf(recordDefinition(record));
      if (!LEVEL_METRIC_OPERATIONS.test(name)) {
        yield {
          place: place(),
          message: `"${name}" does not have the form level:metric:operations`,
          remedy: 'Join the kept labels, the metric and the operations: namespace_job:http_requests:rate5m',
        };
      } else if (/_total(?::|$)/.test(name)) {
        yield {
          place: place(),
          message: `"${name}" contains _total, but the recorded series is not a counter`,
          remedy: `Write ${name.replaceAll(/_total(?=:|$)/g, '')}`,
        };
      }
    }
  },
});
