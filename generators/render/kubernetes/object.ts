import type { Labels, ServiceConfig } from '../../config/config.ts';

/** The metadata of every object: a name, the service's namespace, and the configured labels. */
export function metadata(config: ServiceConfig, name: string, labels: Labels = {}) {
  return { name, namespace: config.namespace, labels: { ...config.labels, ...labels } };
}
