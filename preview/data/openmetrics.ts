/** Samples at their times, as `promtool tsdb create-blocks-from openmetrics` reads them. */

export type Labels = Readonly<Record<string, string>>;

/** A value at a time in seconds since 1970; undefined if the series has no sample. */
export type ValueAt = (time: number) => number | undefined;

export interface Series {
  readonly labels: Labels;
  readonly times: readonly number[];
  readonly valueAt: ValueAt;
}

export interface HistogramSeries {
  readonly labels: Labels;
  readonly times: readonly number[];
  /** Observations per second. */
  readonly rate: (time: number) => number;
  /** Of the log-normal distribution of what is observed. */
  readonly median: (time: number) => number;
  readonly spread: (time: number) => number;
}

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export class OpenMetrics {
  readonly #chunks: string[] = [];
  readonly #names = new Set<string>();

  gauge(name: string, series: readonly Series[]): void {
    this.#chunks.push(`# TYPE ${name} gauge\n`);
    for (const { labels, times, valueAt } of series) this.#write(name, labels, times, valueAt);
  }

  /** `valueAt` is the increase per second. The name is written without `_total`. */
  counter(name: string, series: readonly Series[]): void {
    this.#chunks.push(`# TYPE ${name} counter\n`);
    for (const { labels, times, valueAt } of series) {
      this.#write(
        `${name}_total`,
        labels,
        times,
        accumulated(times, (time) => valueAt(time) ?? 0),
      );
    }
  }

  histogram(name: string, series: readonly HistogramSeries[]): void {
    this.#chunks.push(`# TYPE ${name} histogram\n`);
    for (const { labels, times, rate, median, spread } of series) {
      for (const bound of BUCKETS) {
        const below = (time: number) => rate(time) * shareBelow(bound, median(time), spread(time));
        const bucket = { ...labels, le: String(bound) };
        this.#write(`${name}_bucket`, bucket, times, accumulated(times, below));
      }
      this.#write(`${name}_bucket`, { ...labels, le: '+Inf' }, times, accumulated(times, rate));
      this.#write(`${name}_count`, labels, times, accumulated(times, rate));
      const sum = (time: number) => rate(time) * median(time) * Math.exp(spread(time) ** 2 / 2);
      this.#write(`${name}_sum`, labels, times, accumulated(times, sum));
    }
  }

  /** Of all series so far. */
  names(): Iterable<string> {
    return this.#names;
  }

  /** What is to be written to a file, piece by piece: as one text it would be too long for memory to spare. */
  *chunks(): Iterable<string> {
    yield* this.#chunks;
    yield '# EOF\n';
  }

  #write(name: string, labels: Labels, times: readonly number[], valueAt: ValueAt): void {
    this.#names.add(name);
    const series = `${name}${formatLabels(labels)}`;
    const lines: string[] = [];
    for (const time of times) {
      const value = valueAt(time);
      if (value !== undefined) lines.push(`${series} ${formatValue(value)} ${time}\n`);
    }
    this.#chunks.push(lines.join(''));
  }
}

function formatValue(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(12))) : value > 0 ? '+Inf' : 'NaN';
}

function formatLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `{${pairs.join(',')}}`;
}

/** A counter that rises by `rate` per second. The times are asked for in order. */
function accumulated(times: readonly number[], rate: (time: number) => number): ValueAt {
  let total = 0;
  let last = times[0] ?? 0;
  return (time) => {
    total += Math.max(0, rate(time)) * (time - last);
    last = time;
    return total;
  };
}

/** The share of a log-normal distribution that is at most `bound`. */
function shareBelow(bound: number, median: number, spread: number): number {
  return 0.5 * (1 + errorFunction((Math.log(bound) - Math.log(median)) / spread / Math.SQRT2));
}

/** Abramowitz and Stegun 7.1.26: wrong by at most 1.5e-7. */
function errorFunction(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const polynomial =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(x) * (1 - polynomial * Math.exp(-x * x));
}
