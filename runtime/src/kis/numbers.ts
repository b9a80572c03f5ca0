const [MINUS, POINT, ZERO, NINE] = [45, 46, 48, 57];

/** Every integer with this many digits is exact. */
const MOST_DIGITS = 15;

const POWERS = Array.from({ length: MOST_DIGITS + 1 }, (_, exponent) => 10 ** exponent);

/** Parses an integer in the format of KIS: no blanks, and no sign but a minus. */
export function parseInteger(text: string): number | undefined {
  const value = integerIn(text, 0, text.length);
  return Number.isNaN(value) ? undefined : value;
}

/** Parses a decimal number in the format of KIS, such as `-0.41`. */
export function parseDecimal(text: string): number | undefined {
  const value = decimalIn(text, 0, text.length);
  return Number.isNaN(value) ? undefined : value;
}

/**
 * Parses the integer in a part of a text; NaN if it is not one. It reads in place, because cutting a dozen
 * strings out of each record is most of the cost of reading it.
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
  // Avoids -0, which would differ from the value read back from a file.
  return isNegative && value !== 0 ? -value : value;
}

/** Parses the decimal number in a part of a text; NaN if it is not one. */
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
  // Both are exact, so their quotient is the nearest number to the text.
  const value = digits / (POWERS[decimals] ?? Number.NaN);
  return isNegative && value !== 0 ? -value : value;
}
