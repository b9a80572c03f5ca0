import type { Labels, ServiceConfig } from '../../config/config.ts';

/** What every object has: a name, the namespace of the service, and the configured labels. */
export function metadata(config: ServiceConfig, name: string, labels: Labels = {}) {
  return { name, namespace: config.namespace, labels: { ...config.labels, ...labels } };
}
