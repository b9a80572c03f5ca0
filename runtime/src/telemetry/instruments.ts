import type {
  Counter as ContractCounter,
  Gauge as ContractGauge,
  Histogram as ContractHistogram,
  Metric,
} from 'observability-as-code/contract';
import { Counter, Gauge, Histogram, type OpenMetricsContentType, Registry } from 'prom-client';
import { Domains, type Labels } from './domains.ts';
import type { Family, Sample } from './exposition.ts';

/** One series of a counter. It rejects negative numbers and NaN. */
export interface CounterSeries {
  increase(by?: number): void;
}

export interface GaugeSeries {
  set(value: number): void;
}

export interface HistogramSeries {
  /** @param exemplar labels that link the bucket to an example: `trace_id` and `span_id` */
  observe(value: number, exemplar?: Labels): void;
}

/** All series of one metric, for labels that are known only when something happens. */
export type SeriesOf<Series> = (labels: Labels) => Series;

type OwnMetric = Counter | Gauge | Histogram;

/**
 * Instruments for metrics of the contract, with its names, help, labels and buckets. Every combination of
 * labels that the contract lists exists from the start, at 0, because an alert on a counter that appears with
 * its first event would miss that event. This is the only file that uses the client library.
 */
export class Instruments {
  readonly #registry = new Registry<OpenMetricsContentType>();
  readonly #types = new Map<string, Family['type']>();
  readonly #onRefused: (name: string) => void;

  /** @param onRefused called with the metric whose instrument refused a value */
  constructor(onRefused: (name: string) => void = () => undefined) {
    this.#onRefused = onRefused;
    // Only this type permits exemplars. We render the text ourselves.
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

  /** The metrics without an instrument. A service that starts without one would report nothing for it. */
  missing(metrics: readonly Metric[]): readonly string[] {
    return metrics.map(({ name }) => name).filter((name) => !this.#types.has(name));
  }

  /** Current measurements, in the order in which the instruments were created. */
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

/** A sample as the library returns it. Its types omit most of it. */
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

/** Caches series by their label values: the library's lookup costs more than the measurement. */
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
