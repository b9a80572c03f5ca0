import type { BaseUnit } from '../../contract/unit.ts';

/** The unit of a query's values: that of a metric, its rate, or a ratio in per cent. */
export type Unit =
  | BaseUnit
  | 'count/s'
  | 'bytes/s'
  | 'seconds/s'
  | 'ratio/s'
  | 'percent'
  | 'timestamp-ms'
  | 'unknown';

const PER_SECOND: Partial<Record<Unit, Unit>> = {
  count: 'count/s',
  bytes: 'bytes/s',
  seconds: 'seconds/s',
  ratio: 'ratio/s',
};

/** Unit of `rate(x)`. */
export function perSecond(unit: Unit): Unit {
  return PER_SECOND[unit] ?? 'unknown';
}

/** Unit of `left / right`. */
export function quotient(left: Unit, right: Unit): Unit {
  if (left === right) return left === 'unknown' ? 'unknown' : 'ratio';
  if (right === 'count' || right === 'ratio') return left;
  for (const [unit, rate] of Object.entries(PER_SECOND)) {
    // (seconds/s) / (count/s) is seconds: the mean duration of one event.
    if (rate === left && right === 'count/s') return isUnit(unit) ? unit : 'unknown';
    // bytes / (bytes/s) is the time until that many bytes have passed.
    if (unit === left && rate === right) return 'seconds';
  }
  return 'unknown';
}

/** Unit of `left * right`. */
export function product(left: Unit, right: Unit): Unit {
  if (right === 'ratio' || right === 'boolean' || right === 'info') return left;
  if (left === 'ratio' || left === 'boolean' || left === 'info') return right;
  return 'unknown';
}

/** Unit of `left + right`. */
export function sumOf(left: Unit, right: Unit): Unit {
  if (left === 'timestamp' || right === 'timestamp') {
    return left === 'seconds' || right === 'seconds' ? 'timestamp' : 'unknown';
  }
  return left === right ? left : 'unknown';
}

/** Unit of `left - right`. */
export function differenceOf(left: Unit, right: Unit): Unit {
  if (left === 'timestamp') {
    if (right === 'timestamp') return 'seconds';
    return right === 'seconds' ? 'timestamp' : 'unknown';
  }
  return left === right ? left : 'unknown';
}

function isUnit(text: string): text is keyof typeof PER_SECOND & Unit {
  return text in PER_SECOND;
}
