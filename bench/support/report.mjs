// @ts-check
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

// The tables come at the end, after minutes; until then a line every few seconds shows that the benchmark runs.
const start = performance.now();
setInterval(() => {
  process.stderr.write(`running for ${Math.round((performance.now() - start) / 1000)} s\n`);
}, 5000).unref();

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = low] = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1);
  return (low + high) / 2;
}

/**
 * A median with the smallest and the largest value.
 * @param {readonly number[]} values
 * @param {number} digits
 */
export function spread(values, digits) {
  const [middle, low, high] = [median(values), Math.min(...values), Math.max(...values)];
  return `${middle.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
}

/** @param {number} bytes */
export function mebibytes(bytes) {
  return bytes / 2 ** 20;
}

/** On what the figures were measured. The load tells whether the machine was ours alone. */
export function printMachine() {
  const [load = 0] = loadavg();
  console.log(
    `Node ${process.version} on ${process.platform}, ${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ` +
      `${(totalmem() / 2 ** 30).toFixed(0)} GiB; load before: ${load.toFixed(2)}\n`,
  );
}

/**
 * A table for the terminal and for Markdown.
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
export function printTable(head, rows) {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (/** @type {readonly string[]} */ cells) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  console.log(line(head));
  console.log(`|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`);
  for (const row of rows) console.log(line(row));
}

/**
 * A whole number from the command line, such as `--rounds 5`.
 * @param {string} name
 * @param {number} otherwise
 */
export function numberOption(name, otherwise) {
  const at = process.argv.indexOf(`--${name}`);
  const value = at === -1 ? otherwise : Number(process.argv[at + 1]);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new RangeError(`--${name} takes a whole number from 1`);
  return value;
}
