import { type Duration, formatDuration, milliseconds } from '../../base/duration.ts';
import type { GivenSeries, Segment } from '../../define/scenario.ts';

/**
 * The series after a restart of their process: counters start from zero and continue to count, gauges
 * continue. The first sample after the restart has what one step before it would have added, so nothing is
 * lost.
 *
 * @param at milliseconds from the start; whole minutes
 */
export function restartedAt(at: number, given: readonly GivenSeries[]): readonly GivenSeries[] {
  return given.map((one) =>
    one.series.kind === 'counter' ? { ...one, segments: withReset(one.segments, at) } : one,
  );
}

/** The value of a constant counter before the restart: from 0 a reset to 0 would not show. */
const BEFORE = 7;

function withReset(segments: readonly Segment[], at: number): readonly Segment[] {
  const result: Segment[] = [];
  let start = 0;
  for (const segment of segments) {
    const length = segment.kind === 'stale' ? 0 : milliseconds(segment.length);
    if (segment.kind === 'increasing' && start < at && at < start + length) {
      const { perMinute } = segment;
      const first: Duration = formatDuration(at - start);
      const second: Duration = formatDuration(start + length - at);
      const isIdle = perMinute === 0;
      result.push({ ...segment, length: first, ...(isIdle ? { from: BEFORE } : {}) });
      result.push({ ...segment, length: second, from: perMinute });
    } else if (segment.kind === 'constant' && start < at && at < start + length) {
      const value = segment.value === 0 ? BEFORE : segment.value;
      result.push({ ...segment, value, length: formatDuration(at - start) });
      result.push({ ...segment, value: 0, length: formatDuration(start + length - at) });
    } else result.push(segment);
    start += length;
  }
  return result;
}
