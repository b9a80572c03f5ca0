import { decimalIn, integerIn } from '../numbers.ts';

const [ZERO, CARET] = [48, 94];

/**
 * The fields of a payload, by their starts. Most of the 46 fields of a trade are not needed, so they are not
 * cut out, and one instance serves all frames one after another.
 */
export class Fields {
  #text = '';
  #count = 0;
  /** Where each field begins. It ends one character before the next one begins. */
  #starts: Int32Array = new Int32Array(1024);

  /** Indexes a payload whose fields are separated by `^`. @returns the number of fields */
  load(text: string): number {
    const { length } = text;
    let count = 1;
    let starts = this.#starts;
    starts[0] = 0;
    for (let index = 0; index < length; index += 1) {
      if (text.charCodeAt(index) !== CARET) continue;
      if (count + 1 >= starts.length) starts = this.#grow();
      starts[count] = index + 1;
      count += 1;
    }
    starts[count] = length + 1;
    this.#text = text;
    this.#count = count;
    return count;
  }

  /**
   * The number of fields per record if this many records share the payload evenly and each has at least
   * `fewest`; otherwise undefined.
   */
  widthOf(count: number, fewest: number): number | undefined {
    // An integer from the start: computing with it is cheaper than with the quotient.
    const width = (this.#count / count) | 0;
    return count > 0 && width * count === this.#count && width >= fewest ? width : undefined;
  }

  text(field: number): string {
    return this.#text.slice(this.#start(field), this.#end(field));
  }

  /** The code of the first character; NaN for an empty field. */
  character(field: number): number {
    const start = this.#start(field);
    return start < this.#end(field) ? this.#text.charCodeAt(start) : Number.NaN;
  }

  /** NaN if the field is not an integer. */
  integer(field: number): number {
    return integerIn(this.#text, this.#start(field), this.#end(field));
  }

  /** NaN if the field is not a decimal number. */
  decimal(field: number): number {
    return decimalIn(this.#text, this.#start(field), this.#end(field));
  }

  /**
   * The text of a field that holds this integer, as JSON writes it. Cutting it out is cheaper than formatting
   * the number, which is done only for other forms such as 007.
   */
  numeral(field: number, value: number): string {
    const isCanonical = value > 0 && this.#text.charCodeAt(this.#start(field)) !== ZERO;
    return isCanonical ? this.text(field) : String(value);
  }

  /** All fields of a record, as strings. */
  record(index: number, width: number): string[] {
    return Array.from({ length: width }, (_, field) => this.text(index * width + field));
  }

  #start(field: number): number {
    return this.#starts[field] ?? 0;
  }

  #end(field: number): number {
    return (this.#starts[field + 1] ?? 1) - 1;
  }

  #grow(): Int32Array {
    const grown = new Int32Array(this.#starts.length * 2);
    grown.set(this.#starts);
    this.#starts = grown;
    return grown;
  }
}
