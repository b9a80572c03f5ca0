import type { ServiceConfig } from '../../config/config.ts';

/** On every dashboard that we make, for people to find them by. */
const GENERATED_TAG = 'observability-as-code';

export function dashboardTags({ grafana }: ServiceConfig): string[] {
  return [...grafana.tags, GENERATED_TAG];
}
