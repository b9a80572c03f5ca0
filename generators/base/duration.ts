import { memoize } from './memoize.ts';

/**
 * Prometheus durations. The grammar is that of PrometheusRule's CRD: units in descending order, each at most
 * once, integers only (`1h30m`; not `1.5h`, not `30m1h`).
 */
export type Duration = `${number}${'ms' | 's' | 'm' | 'h' | 'd' | 'w' | 'y'}`;

const UNIT_MILLISECONDS = {
  y: 365 * 86_400_000,
  w: 7 * 86_400_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
} as const;

const GRAMMAR = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;
const UNITS = ['y', 'w', 'd', 'h', 'm', 's', 'ms'] as const;

/**
 * Milliseconds, or undefined if `text` is not a Prometheus duration. Memoized, because a service reads the
 * same few everywhere.
 */
export const parseDuration = memoize(500, readDuration);

function readDuration(text: string): number | undefined {
  const match = GRAMMAR.exec(text);
  if (match === null || text === '') return undefined;
  let milliseconds = 0;
  for (const [index, unit] of UNITS.entries()) {
    milliseconds += Number(match[index + 1] ?? 0) * UNIT_MILLISECONDS[unit];
  }
  return milliseconds;
}

/** Milliseconds of a valid duration. */
export function milliseconds(duration: Duration): number {
  const value = parseDuration(duration);
  if (value === undefined)
    throw new RangeError(`"${duration}" is not a Prometheus duration such as 30s or 1h30m`);
  return value;
}

/** Seconds of a valid duration. */
export function seconds(duration: Duration): number {
  return milliseconds(duration) / 1000;
}

/** The shortest text in the largest exact units: 5400000 is `1h30m`. Never uses years, which hide leap days. */
export function formatDuration(value: number): Duration {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${value} ms is not a whole, positive duration`);
  if (value === 0) return '0s';
  let rest = value;
  let text = '';
  for (const unit of UNITS.slice(1)) {
    const count = Math.floor(rest / UNIT_MILLISECONDS[unit]);
    rest %= UNIT_MILLISECONDS[unit];
    if (count > 0) text += `${count}${unit}`;
  }
  return text as Duration;
}

const UNIT_NAMES = { w: 'week', d: 'day', h: 'hour', m: 'minute', s: 'second', ms: 'millisecond' } as const;

/** The duration in words for a file name: `90m` is `1-hour-30-minutes`. */
export function durationInWords(duration: Duration): string {
  const parts = [...formatDuration(milliseconds(duration)).matchAll(/(\d+)(ms|[wdhms])/g)];
  return parts
    .map(([, count, unit]) => {
      const name = Object.entries(UNIT_NAMES).find(([key]) => key === unit)?.[1] ?? unit;
      return `${count}-${name}${count === '1' ? '' : 's'}`;
    })
    .join('-');
}
