import type { SeriesStyle } from 'observability-as-code';

/** The tracks have the same colours in all panels. */
export const TRACKS: readonly SeriesStyle[] = [
  { name: 'track a', color: 'blue' },
  { name: 'track b', color: 'purple' },
];
