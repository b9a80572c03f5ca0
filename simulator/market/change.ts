import type { Share } from './share.ts';

/** PRDY_VRSS_SIGN: 1 upper limit, 2 up, 3 unchanged, 4 lower limit, 5 down. [official] */
export function changeSign(share: Share): '1' | '2' | '3' | '4' | '5' {
  if (share.price >= share.highest) return '1';
  if (share.price <= share.lowest) return '4';
  return signOf(share.price - share.basePrice);
}

/** The same without limits. */
export function signOf(difference: number): '2' | '3' | '5' {
  if (difference > 0) return '2';
  return difference < 0 ? '5' : '3';
}

/** Formats a number with two decimals, like `toFixed(2)` but several times as fast. */
export function twoDecimals(value: number): string {
  const hundredths = Math.round(Math.abs(value) * 100);
  const whole = Math.floor(hundredths / 100);
  const rest = hundredths - whole * 100;
  const sign = value < 0 && hundredths > 0 ? '-' : '';
  return `${sign}${whole}.${rest < 10 ? '0' : ''}${rest}`;
}

/** `part` of `whole` in per cent; 0 if `whole` is 0. */
export function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : (part / whole) * 100;
}
