/**
 * Formats floats like Go's `fmt`. JavaScript's toFixed and toPrecision round halves up; Go rounds the exact
 * binary value half to even, so 2.5 without decimals is 2. Exact integers are needed to see that.
 */

/** `%.<digits>f` */
export function formatFixed(value: number, digits: number): string {
  const special = formatSpecial(value);
  if (special !== undefined) return special;
  const scaled = scaledInteger(Math.abs(value), digits)
    .toString()
    .padStart(digits + 1, '0');
  const whole = scaled.slice(0, scaled.length - digits);
  return signOf(value) + (digits === 0 ? whole : `${whole}.${scaled.slice(-digits)}`);
}

/**
 * `%.<precision>g`: that many significant digits, without trailing zeros, in exponent form if that is
 * shorter.
 */
export function formatGeneral(value: number, precision: number): string {
  const special = formatSpecial(value);
  if (special !== undefined) return special;
  const { digits, exponent } = roundedTo(Math.abs(value), Math.max(1, precision));
  return signOf(value) + layout(digits, exponent, Math.max(1, precision));
}

/** `%v`: as many digits as it takes to parse the same number. */
export function formatShortest(value: number): string {
  const special = formatSpecial(value);
  if (special !== undefined) return special;
  const [mantissa = '', exponent = '0'] = Math.abs(value).toExponential().split('e');
  return signOf(value) + layout(mantissa.replace('.', ''), Number(exponent), SHORTEST_PRECISION);
}

/** If Go chooses the number of digits itself, it writes a million and more as `1e+06`. */
const SHORTEST_PRECISION = 6;

function formatSpecial(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return undefined;
  return value > 0 ? '+Inf' : '-Inf';
}

function signOf(value: number): string {
  return value < 0 || Object.is(value, -0) ? '-' : '';
}

interface Decimal {
  /** Without trailing zeros; the first one stands for 10^exponent. */
  readonly digits: string;
  readonly exponent: number;
}

function roundedTo(value: number, precision: number): Decimal {
  if (value === 0) return { digits: '0', exponent: 0 };
  const estimate = Number(value.toExponential().split('e')[1]);
  const text = scaledInteger(value, precision - 1 - estimate).toString();
  // 999.96 rounds up to 1000: one digit more than requested, all zeros.
  const exponent = estimate + text.length - precision;
  return { digits: text.replace(/0+$/, '') || '0', exponent };
}

/** `digits` as `d.ddde±xx` below 10^-4 and from 10^precision on, otherwise plain. */
function layout(digits: string, exponent: number, precision: number): string {
  if (exponent < -4 || exponent >= precision) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    const power = String(Math.abs(exponent)).padStart(2, '0');
    return `${digits.slice(0, 1)}${fraction}e${exponent < 0 ? '-' : '+'}${power}`;
  }
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const fraction = digits.slice(exponent + 1);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

/** value · 10^power, rounded half to even, without intermediate errors. */
function scaledInteger(value: number, power: number): bigint {
  const { mantissa, exponent } = binaryOf(value);
  let numerator = mantissa;
  let denominator = 1n;
  if (exponent >= 0) numerator <<= BigInt(exponent);
  else denominator <<= BigInt(-exponent);
  if (power >= 0) numerator *= 10n ** BigInt(power);
  else denominator *= 10n ** BigInt(-power);
  const quotient = numerator / denominator;
  const twiceRest = (numerator % denominator) * 2n;
  const isUp = twiceRest > denominator || (twiceRest === denominator && quotient % 2n === 1n);
  return isUp ? quotient + 1n : quotient;
}

/** A finite, positive double is exactly mantissa · 2^exponent (IEEE 754). */
function binaryOf(value: number): { readonly mantissa: bigint; readonly exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: biased - 1075 };
}
