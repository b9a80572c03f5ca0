import { formatGeneral } from './go-number.ts';

/**
 * The number formatting of Prometheus' templates, digit for digit
 * (https://github.com/prometheus/prometheus/blob/main/template/template.go).
 */

const LARGE = ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'];
const SMALL = ['m', 'u', 'n', 'p', 'f', 'a', 'z', 'y'];
const BINARY = ['ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi'];
const LARGEST_INT64 = 2n ** 63n - 1n;

/** 1234567 is `1.235M`, 0.0012 is `1.2m`. */
export function humanize(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return formatGeneral(value, 4);
  return Math.abs(value) >= 1 ? dividing(value, 1000, LARGE) : multiplying(value);
}

/** 1048576 is `1Mi`. */
export function humanize1024(value: number): string {
  if (Math.abs(value) <= 1 || !Number.isFinite(value)) return formatGeneral(value, 4);
  return dividing(value, 1024, BINARY);
}

/** Seconds, fewer than 2^63: 3661 is `1h 1m 1s`, 0.0012 is `1.2ms`. */
export function humanizeDuration(value: number): string {
  if (!Number.isFinite(value)) return formatGeneral(value, 4);
  if (value === 0) return `${formatGeneral(value, 4)}s`;
  if (Math.abs(value) < 1) return `${multiplying(value)}s`;
  const sign = value < 0 ? '-' : '';
  const total = BigInt(Math.trunc(Math.abs(value)));
  const seconds = total % 60n;
  const minutes = (total / 60n) % 60n;
  const hours = (total / 3600n) % 24n;
  const days = total / 86_400n;
  if (days !== 0n) return `${sign}${days}d ${hours}h ${minutes}m ${seconds}s`;
  if (hours !== 0n) return `${sign}${hours}h ${minutes}m ${seconds}s`;
  if (minutes !== 0n) return `${sign}${minutes}m ${seconds}s`;
  return `${sign}${formatGeneral(Math.abs(value), 4)}s`;
}

/** A ratio: 0.0525 is `5.25%`. */
export function humanizePercentage(value: number): string {
  return `${formatGeneral(value * 100, 4)}%`;
}

/**
 * Unix seconds: 1.5 is `1970-01-01 00:00:01.5 +0000 UTC`.
 *
 * @throws RangeError outside the years 1678 to 2262, where Prometheus reports an error
 */
export function humanizeTimestamp(value: number): string {
  if (!Number.isFinite(value)) return formatGeneral(value, 4);
  const nanoseconds = BigInt(Math.trunc(value * 1e9));
  if (nanoseconds > LARGEST_INT64 || nanoseconds < -LARGEST_INT64) {
    throw new RangeError(`${value} is no time that fits into 64 bits of nanoseconds`);
  }
  // Prometheus keeps milliseconds, truncated towards zero.
  const time = new Date(Number(nanoseconds / 1_000_000n)).toISOString();
  const [, date, clock, milliseconds = ''] = /^(.+)T(.+)\.(\d+)Z$/.exec(time) ?? [];
  const fraction = milliseconds.replace(/0+$/, '');
  return `${date} ${clock}${fraction && `.${fraction}`} +0000 UTC`;
}

function dividing(value: number, base: number, prefixes: readonly string[]): string {
  let rest = value;
  let used = '';
  for (const prefix of prefixes) {
    if (Math.abs(rest) < base) break;
    used = prefix;
    rest /= base;
  }
  return formatGeneral(rest, 4) + used;
}

function multiplying(value: number): string {
  let rest = value;
  let used = '';
  for (const prefix of SMALL) {
    if (Math.abs(rest) >= 1) break;
    used = prefix;
    rest *= 1000;
  }
  return formatGeneral(rest, 4) + used;
}
