import { defineCheck } from '../check.ts';
import { placeOf, recordDefinition } from '../place.ts';
import { recordsOf } from '../service.ts';

/** https://prometheus.io/docs/practices/rules/#naming */
const LEVEL_METRIC_OPERATIONS = /^[a-zA-Z_][a-zA-Z0-9_]*:[a-zA-Z0-9_]+:[a-zA-Z0-9_]+$/;

export const recordingName = defineCheck({
  code: 'rules/recording-name',
  severity: 'error',
  title: 'Recording rules are named level:metric:operations',
  reason: 'The name is all that tells a reader what was aggregated, of what and how',
  page: {
    details:
      'The name of a recorded series is not of this form, or says `_total` although what is recorded is no counter.',
    impact:
      'The name is all that tells a reader what was aggregated, of what and how (https://prometheus.io/docs/practices/rules/#naming).',
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
          message: `"${name}" is not of the form level:metric:operations`,
          remedy:
            'Write the labels that are kept, the metric, and what was done to it: namespace_job:http_requests:rate5m',
        };
      } else if (/_total(?::|$)/.test(name)) {
        yield {
          place: place(),
          message: `"${name}" says _total, but what is recorded is no counter any more`,
          remedy: `Write ${name.replaceAll(/_total(?=:|$)/g, '')}`,
        };
      }
    }
  },
});
