import type { ServiceConfig } from '../../config/config.ts';

/** On every dashboard we make. People find them by it, and we know by it which JSON file is ours to replace. */
export const GENERATED_TAG = 'observability-as-code';

export function dashboardTags({ grafana }: ServiceConfig): string[] {
  return [...grafana.tags, GENERATED_TAG];
}
