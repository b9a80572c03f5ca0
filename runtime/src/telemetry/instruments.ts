import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type {
  Counter as ContractCounter,
  Gauge as ContractGauge,
  Histogram as ContractHistogram,
  LabelDomains,
} from '../../../metrics/contract.ts';

/** The labels of a series. */
type Labels = Readonly<Record<string, string>>;

/** One series of a counter; increasing it costs no look-up of labels. */
export interface CounterSeries {
  increase(by?: number): void;
}

export interface GaugeSeries {
  set(value: number): void;
}

export interface HistogramSeries {
  observe(value: number): void;
}

/**
 * Instruments for metrics of the contract. Name, help, labels and buckets are the contract's, and every combination of
 * labels that it lists is there from the beginning, at 0: an alert on a counter that appears with its first event
 * would miss that event. This is the only file that knows the client library.
 */
export class Instruments {
  readonly #registry = new Registry();

  counter(metric: ContractCounter, labels: Labels = {}): CounterSeries {
    const counter = this.#once(metric.name, () => {
      const made = new Counter({ ...head(metric), registers: [this.#registry] });
      for (const combination of combinationsOf(metric)) made.inc(combination, 0);
      return made;
    });
    if (!(counter instanceof Counter)) throw otherType(metric.name);
    const series = counter.labels(checked(metric, labels));
    return { increase: (by = 1) => series.inc(by) };
  }

  gauge(metric: ContractGauge, labels: Labels = {}): GaugeSeries {
    const gauge = this.#once(metric.name, () => {
      const made = new Gauge({ ...head(metric), registers: [this.#registry] });
      for (const combination of combinationsOf(metric)) made.set(combination, 0);
      return made;
    });
    if (!(gauge instanceof Gauge)) throw otherType(metric.name);
    const series = gauge.labels(checked(metric, labels));
    return { set: (value) => series.set(value) };
  }

  histogram(metric: ContractHistogram, labels: Labels = {}): HistogramSeries {
    const histogram = this.#once(metric.name, () => {
      const buckets = [...metric.buckets];
      const made = new Histogram({ ...head(metric), buckets, registers: [this.#registry] });
      for (const combination of combinationsOf(metric)) made.zero(combination);
      return made;
    });
    if (!(histogram instanceof Histogram)) throw otherType(metric.name);
    const series = histogram.labels(checked(metric, labels));
    return { observe: (value) => series.observe(value) };
  }

  /** What `/metrics` answers, and as what. */
  async exposition(): Promise<{ readonly contentType: string; readonly text: string }> {
    return { contentType: this.#registry.contentType, text: await this.#registry.metrics() };
  }

  #once(name: string, make: () => unknown): unknown {
    return this.#registry.getSingleMetric(name) ?? make();
  }
}

interface Described {
  readonly name: string;
  readonly help: string;
  readonly domains: LabelDomains;
  readonly presence: 'always' | 'after-first-event';
}

function head({ name, help, domains }: Described) {
  return { name, help, labelNames: Object.keys(domains) };
}

/** None where a label can take values that nobody knows beforehand. */
function combinationsOf({ domains, presence }: Described): Record<string, string>[] {
  if (presence === 'after-first-event') return [];
  let combinations: Record<string, string>[] = [{}];
  for (const [label, domain] of Object.entries(domains)) {
    if (domain.kind !== 'one-of') return [];
    combinations = combinations.flatMap((rest) =>
      domain.values.map((value) => ({ ...rest, [label]: value })),
    );
  }
  return combinations;
}

function checked({ name, domains }: Described, labels: Labels): Record<string, string> {
  for (const [label, domain] of Object.entries(domains)) {
    const value = labels[label];
    const isKnown = domain.kind === 'up-to' ? value !== undefined : domain.values.includes(value ?? '');
    if (!isKnown) throw new RangeError(`${name} has no series with ${label}="${value}"`);
  }
  return { ...labels };
}

function otherType(name: string): TypeError {
  return new TypeError(`${name} is already registered as another type`);
}
