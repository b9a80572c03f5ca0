import { defineCheck } from '../check.ts';
import { type Fields, fieldsAt, listAt, manifestPlace, manifestsOf, textAt, textsAt } from './manifests.ts';

export const selector = defineCheck({
  code: 'kubernetes/selector',
  severity: 'error',
  title: 'The ServiceMonitor selects the configured Service and port',
  reason: 'Prometheus gets no target and scrapes nothing, without any error',
  page: {
    details:
      'The labels, port name or namespace in the ServiceMonitor differ from `service` and `namespace` in the configuration. The port must be a name, not a number.',
    example: {
      language: 'yaml',
      bad: `endpoints:
  - port: '8000'`,
      good: `endpoints:
  - port: http`,
    },
  },
  *find(service) {
    const { config } = service;
    for (const manifest of manifestsOf(service)) {
      if (manifest.kind !== 'ServiceMonitor') continue;
      const { object } = manifest;
      const place = manifestPlace(manifest);
      const labels = fieldsAt(object, 'spec', 'selector', 'matchLabels') ?? {};
      if (!isSame(labels, config.service.labels)) {
        yield {
          place,
          message: `it selects ${write(labels)}, but the Service has ${write(config.service.labels)}`,
          remedy: 'Select the labels of service.labels in the configuration',
        };
      }
      const ports = listAt(object, 'spec', 'endpoints').map((endpoint) => textAt(endpoint, 'port'));
      if (!ports.includes(config.service.portName)) {
        yield {
          place,
          message: `it scrapes ${ports.map((port) => `"${port ?? ''}"`).join(', ') || 'no port'}, but the port is named "${config.service.portName}"`,
          remedy: 'Use the port name of service.portName in the configuration, not a number',
        };
      }
      const isAny = fieldsAt(object, 'spec', 'namespaceSelector')?.any === true;
      const names = textsAt(object, 'spec', 'namespaceSelector', 'matchNames');
      const isOwn = names.length === 0 && textAt(object, 'metadata', 'namespace') === config.namespace;
      if (!isAny && !isOwn && !names.includes(config.namespace)) {
        yield {
          place,
          message: `it selects Services in ${names.join(', ') || 'its own namespace'}, but the Service is in ${config.namespace}`,
          remedy: `Add ${config.namespace} to spec.namespaceSelector.matchNames`,
        };
      }
    }
  },
});

function isSame(a: Fields, b: Fields): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

function write(labels: Fields): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${String(value)}`);
  return pairs.join(',') || 'every Service';
}
