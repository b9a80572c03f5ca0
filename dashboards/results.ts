import type { SeriesStyle } from 'observability-as-code';

/** How a request or an attempt ended, in the same colour on every panel. */
export const RESULTS: readonly SeriesStyle[] = [
  { name: 'success', color: 'green' },
  { name: 'rate_limited', color: 'yellow' },
  { name: 'timeout', color: 'orange' },
  { name: 'rejected', color: 'purple' },
  { name: 'failed', color: 'red' },
];
