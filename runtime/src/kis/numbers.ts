const [MINUS, POINT, ZERO, NINE] = [45, 46, 48, 57];

/** With so many digits every whole number is exact. */
const MOST_DIGITS = 15;

const POWERS = Array.from({ length: MOST_DIGITS + 1 }, (_, exponent) => 10 ** exponent);

/** A whole number as KIS writes it, and nothing else: no blank, no sign but a minus. */
export function parseInteger(text: string): number | undefined {
  const value = integerIn(text, 0, text.length);
  return Number.isNaN(value) ? undefined : value;
}

/** A decimal number as KIS writes it, such as `-0.41`. */
export function parseDecimal(text: string): number | undefined {
  const value = decimalIn(text, 0, text.length);
  return Number.isNaN(value) ? undefined : value;
}

/**
 * The whole number that stands in a part of a text; NaN where it is none. It reads from where the number stands, because
 * cutting a dozen texts out of each record is most of what reading it costs.
 */
export function integerIn(text: string, from: number, to: number): number {
  const isNegative = text.charCodeAt(from) === MINUS;
  const start = isNegative ? from + 1 : from;
  if (start >= to || to - start > MOST_DIGITS) return Number.NaN;
  let value = 0;
  for (let index = start; index < to; index += 1) {
    const character = text.charCodeAt(index);
    if (character < ZERO || character > NINE) return Number.NaN;
    value = value * 10 + (character - ZERO);
  }
  // Nothing below zero is not less than nothing: -0 would be another value than what is read back from a file.
  return isNegative && value !== 0 ? -value : value;
}

/** The decimal number that stands in a part of a text; NaN where it is none. */
export function decimalIn(text: string, from: number, to: number): number {
  const isNegative = text.charCodeAt(from) === MINUS;
  const start = isNegative ? from + 1 : from;
  let [digits, point] = [0, -1];
  for (let index = start; index < to; index += 1) {
    const character = text.charCodeAt(index);
    if (character === POINT && point < 0 && index > start) {
      point = index;
      continue;
    }
    if (character < ZERO || character > NINE) return Number.NaN;
    digits = digits * 10 + (character - ZERO);
  }
  const decimals = point < 0 ? 0 : to - point - 1;
  const length = to - start - (point < 0 ? 0 : 1);
  if (length < 1 || length > MOST_DIGITS || point === to - 1) return Number.NaN;
  // Both are exact, so their quotient is the number nearest to what is written.
  const value = digits / (POWERS[decimals] ?? Number.NaN);
  return isNegative && value !== 0 ? -value : value;
}
