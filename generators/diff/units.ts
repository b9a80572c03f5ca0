import { formatDuration } from '../base/duration.ts';

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** A number in one of Grafana's units, in words: 0.05 in `percentunit` is `5 %`. */
export function inUnit(value: number, unit: string | undefined): string {
  switch (unit) {
    case 'percentunit':
      return `${rounded(value * 100)} %`;
    case 'percent':
      return `${rounded(value)} %`;
    case 's':
      return asDuration(value * 1000, `${rounded(value)} s`);
    case 'ms':
      return asDuration(value, `${rounded(value)} ms`);
    case 'bytes':
      return inBytes(value);
    default:
      return String(value);
  }
}

function asDuration(milliseconds: number, otherwise: string): string {
  const whole = rounded(milliseconds);
  return Number.isSafeInteger(whole) && whole > 0 ? formatDuration(whole) : otherwise;
}

function inBytes(value: number): string {
  let rest = value;
  let step = 0;
  while (Math.abs(rest) >= 1024 && step < BYTE_UNITS.length - 1) {
    rest /= 1024;
    step += 1;
  }
  return `${rounded(rest)} ${BYTE_UNITS[step]}`;
}

/** Removes the noise of binary fractions: 0.07 * 100 is 7. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
