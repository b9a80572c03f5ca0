import type { Metric } from 'observability-as-code/contract';
import * as observer from './observer.ts';
import * as process from './process.ts';

/** What the observer itself emits. */
export const emitted: readonly Metric[] = [observer, process]
  .flatMap((module): readonly unknown[] => Object.values(module))
  .filter(isMetric);

function isMetric(value: unknown): value is Metric {
  return typeof value === 'object' && value !== null && 'type' in value && 'exporter' in value;
}
