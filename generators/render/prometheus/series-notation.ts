import { type Duration, milliseconds } from '../../base/duration.ts';
import type { Segment } from '../../define/scenario.ts';

/**
 * Time between two samples of a scenario. Well below the lookback of five minutes, so instant selectors do
 * not flap.
 */
export const SAMPLE_INTERVAL = '1m';

/**
 * The samples of a series in promtool's notation
 * (https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/#series): `0+6x29 180x9` is
 * thirty samples that increase by 6 and ten that stay the same.
 */
export function seriesNotation(segments: readonly Segment[], interval: Duration = SAMPLE_INTERVAL): string {
  const minutes = milliseconds(interval) / 60_000;
  let last = 0;
  let isFirst = true;
  const parts = segments.map((segment) => {
    if (segment.kind === 'stale') return 'stale';
    const samples = Math.round(milliseconds(segment.length) / milliseconds(interval));
    if (segment.kind === 'missing') return `_x${samples}`;
    if (segment.kind === 'constant') {
      last = segment.value;
      isFirst = false;
      return `${decimal(last)}x${samples - 1}`;
    }
    // The first sample of a series is its start; later segments continue from the previous sample.
    const step = segment.perMinute * minutes;
    const start = segment.from ?? (isFirst ? last : last + step);
    last = afterSteps(start, step, samples - 1);
    isFirst = false;
    return `${decimal(start)}${step < 0 ? '-' : '+'}${decimal(Math.abs(step))}x${samples - 1}`;
  });
  return parts.join(' ');
}

/**
 * promtool adds the step repeatedly, which differs slightly from multiplication in floating point. A segment
 * that continued from a slightly lower value would look like a counter reset.
 */
function afterSteps(start: number, step: number, count: number): number {
  let value = start;
  for (let index = 0; index < count; index += 1) value += step;
  return value;
}

/** promtool's lexer does not accept signed exponents. */
function decimal(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(12).replace(/\.?0+$/, '') : text;
}
