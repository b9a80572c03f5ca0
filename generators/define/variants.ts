import type { GivenSeries, Segment } from './scenario.ts';

/** The series with other labels: those of another pod, node or exporter. */
export function relabelled(
  series: readonly GivenSeries[],
  labels: Readonly<Record<string, string>>,
): readonly GivenSeries[] {
  return series.map((one) => ({ ...one, labels: { ...one.labels, ...labels } }));
}

/** Not halves, or the largest part would equal the mean. */
const SMALLER_PART = 0.25;

/** Splits the series in two, the larger part with other labels. Their sum stays the same. */
export function inParts(
  series: readonly GivenSeries[],
  labels: Readonly<Record<string, string>>,
): readonly GivenSeries[] {
  return [
    ...series.map((one) => scaled(one, SMALLER_PART)),
    ...relabelled(series, labels).map((one) => scaled(one, 1 - SMALLER_PART)),
  ];
}

function scaled(series: GivenSeries, share: number): GivenSeries {
  return { ...series, segments: series.segments.map((segment) => scaledSegment(segment, share)) };
}

function scaledSegment(segment: Segment, share: number): Segment {
  switch (segment.kind) {
    case 'constant':
      return { ...segment, value: segment.value * share };
    case 'increasing': {
      const { from } = segment;
      const perMinute = segment.perMinute * share;
      return { ...segment, perMinute, ...(from === undefined ? {} : { from: from * share }) };
    }
    default:
      return segment;
  }
}
