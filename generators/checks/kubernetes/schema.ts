import { defineCheck } from '../check.ts';
import { violationsOf } from './crd.ts';
import { manifestPlace, manifestsOf } from './manifests.ts';

export const schema = defineCheck({
  code: 'kubernetes/schema',
  severity: 'error',
  title: 'ServiceMonitors and PrometheusRules match their CRD schemas',
  reason: 'The API server rejects the object, or silently drops the field',
  page: {
    details: 'A ServiceMonitor or PrometheusRule has an invalid or unknown field.',
    example: {
      language: 'yaml',
      bad: `endpoints:
  - port: http
    interval: 30 seconds`,
      good: `endpoints:
  - port: http
    interval: 30s`,
    },
  },
  *find(service) {
    for (const manifest of manifestsOf(service)) {
      for (const { path, message } of violationsOf(manifest.object)) {
        yield {
          place: manifestPlace(manifest),
          message: `${path || 'the object'} ${message}`,
          remedy: 'Correct the definition or configuration that this field is generated from',
        };
      }
    }
  },
});
