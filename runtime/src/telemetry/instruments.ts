import type {
  Counter as ContractCounter,
  Gauge as ContractGauge,
  Histogram as ContractHistogram,
  Metric,
} from 'observability-as-code/contract';
import { Counter, Gauge, Histogram, type OpenMetricsContentType, Registry } from 'prom-client';
import { Domains, type Labels } from './domains.ts';
import type { Family, Sample } from './exposition.ts';

/** One series of a counter. Neither a negative number nor NaN gets into it. */
export interface CounterSeries {
  increase(by?: number): void;
}

export interface GaugeSeries {
  set(value: number): void;
}

export interface HistogramSeries {
  /** @param exemplar labels that lead from the bucket to an example: `trace_id` and `span_id` */
  observe(value: number, exemplar?: Labels): void;
}

/** Every series of one metric, for labels that are known only when something happens. */
export type SeriesOf<Series> = (labels: Labels) => Series;

type OwnMetric = Counter | Gauge | Histogram;

/**
 * Instruments for metrics of the contract. Name, help, labels and buckets are the contract's, and every combination of
 * labels that it lists is there from the beginning, at 0: an alert on a counter that appears with its first event
 * would miss that event. This is the only file that knows the client library.
 */
export class Instruments {
  readonly #registry = new Registry<OpenMetricsContentType>();
  readonly #types = new Map<string, Family['type']>();
  readonly #onRefused: (name: string) => void;

  /** @param onRefused is told the metric whose instrument refused a value; by default nobody is. */
  constructor(onRefused: (name: string) => void = () => undefined) {
    this.#onRefused = onRefused;
    // For the exemplars that only this type permits: the text is written by us.
    this.#registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  }

  counter(metric: ContractCounter, labels: Labels = {}): CounterSeries {
    return this.counters(metric)(labels);
  }

  counters(metric: ContractCounter): SeriesOf<CounterSeries> {
    const domains = new Domains(metric);
    const counter = this.#once(metric, () => {
      const made = new Counter({ ...head(metric), registers: [this.#registry] });
      for (const combination of domains.combinations()) made.inc(combination, 0);
      return made;
    });
    if (!(counter instanceof Counter)) throw otherType(metric.name);
    return remembered(domains, (known) => {
      const series = counter.labels(known);
      return {
        increase: (by = 1) => {
          if (by >= 0 && by < Number.POSITIVE_INFINITY) series.inc(by);
          else this.#onRefused(metric.name);
        },
      };
    });
  }

  gauge(metric: ContractGauge, labels: Labels = {}): GaugeSeries {
    return this.gauges(metric)(labels);
  }

  gauges(metric: ContractGauge): SeriesOf<GaugeSeries> {
    const domains = new Domains(metric);
    const gauge = this.#once(metric, () => {
      const made = new Gauge({ ...head(metric), registers: [this.#registry] });
      for (const combination of domains.combinations()) made.set(combination, 0);
      return made;
    });
    if (!(gauge instanceof Gauge)) throw otherType(metric.name);
    return remembered(domains, (known) => {
      const series = gauge.labels(known);
      return {
        set: (value) => {
          if (Number.isFinite(value)) series.set(value);
          else this.#onRefused(metric.name);
        },
      };
    });
  }

  histogram(metric: ContractHistogram, labels: Labels = {}): HistogramSeries {
    return this.histograms(metric)(labels);
  }

  histograms(metric: ContractHistogram): SeriesOf<HistogramSeries> {
    const domains = new Domains(metric);
    const histogram = this.#once(metric, () => {
      const made = new Histogram({
        ...head(metric),
        buckets: [...metric.buckets],
        enableExemplars: true,
        registers: [this.#registry],
      });
      for (const combination of domains.combinations()) made.zero(combination);
      return made;
    });
    if (!(histogram instanceof Histogram)) throw otherType(metric.name);
    return remembered(domains, (known) => {
      const series = histogram.labels(known);
      return {
        observe: (value, exemplar) => {
          if (!Number.isFinite(value)) this.#onRefused(metric.name);
          else if (exemplar === undefined) series.observe(value);
          else histogram.observe({ labels: known, value, exemplarLabels: { ...exemplar } });
        },
      };
    });
  }

  /** Which of these metrics nobody has made an instrument for. A service that starts with one missing would lie. */
  missing(metrics: readonly Metric[]): readonly string[] {
    return metrics.map(({ name }) => name).filter((name) => !this.#types.has(name));
  }

  /** What is measured now, in the order in which the instruments were made. */
  async families(): Promise<readonly Family[]> {
    const families: Family[] = [];
    for (const { name, help, values } of await this.#registry.getMetricsAsJSON()) {
      const type = this.#types.get(name);
      if (type !== undefined) families.push({ name, help, type, samples: (values ?? []).map(sampleOf) });
    }
    return families;
  }

  #once({ name, type }: Metric, make: () => OwnMetric): unknown {
    const made = this.#registry.getSingleMetric(name) ?? make();
    if (!this.#types.has(name)) this.#types.set(name, type);
    return made;
  }
}

/** What the library tells of a sample. Its types leave out most of it. */
interface LibrarySample {
  readonly value: number;
  readonly labels: Readonly<Partial<Record<string, string | number>>>;
  readonly metricName?: string;
  readonly exemplar?: unknown;
}

function sampleOf(sample: LibrarySample): Sample {
  const labels: Record<string, string> = {};
  for (const [label, value] of Object.entries(sample.labels)) {
    if (value !== undefined) labels[label] = String(value);
  }
  const { value, metricName, exemplar } = sample;
  const named = metricName === undefined ? {} : { name: metricName };
  return { ...named, labels, value, ...(isExemplar(exemplar) ? { exemplar } : {}) };
}

function isExemplar(exemplar: unknown): exemplar is NonNullable<Sample['exemplar']> {
  return (
    typeof exemplar === 'object' && exemplar !== null && 'labelSet' in exemplar && 'timestamp' in exemplar
  );
}

/** Series by the values of their labels: the look-up in the library costs more than the measurement. */
function remembered<Series>(domains: Domains, make: SeriesOf<Series>): SeriesOf<Series> {
  const series = new Map<string, Series>();
  return (labels) => {
    const known = domains.bounded(labels);
    const key = JSON.stringify(Object.values(known));
    const found = series.get(key);
    if (found !== undefined) return found;
    const made = make(known);
    series.set(key, made);
    return made;
  };
}

function head({ name, help, domains }: Pick<Metric, 'name' | 'help' | 'domains'>) {
  return { name, help, labelNames: Object.keys(domains) };
}

function otherType(name: string): TypeError {
  return new TypeError(`${name} is already registered as another type`);
}
