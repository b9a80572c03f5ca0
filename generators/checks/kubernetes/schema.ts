import { defineCheck } from '../check.ts';
import { violationsOf } from './crd.ts';
import { manifestPlace, manifestsOf } from './manifests.ts';

export const schema = defineCheck({
  code: 'kubernetes/schema',
  severity: 'error',
  title: 'Objects of prometheus-operator satisfy the schemas of their custom resources',
  reason: 'The API server refuses the object, or drops the field without a word',
  page: {
    details:
      'A ServiceMonitor or a PrometheusRule has a field that the schema of its custom resource refuses or does not know.',
    impact: 'The API server refuses the object, or drops the field without a word.',
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
          remedy: 'Correct the definition or the configuration that this field is made of',
        };
      }
    }
  },
});
