import type { BaseUnit } from './unit.ts';

/** Values of a label: a fixed set, or any up to a cap that limits the number of series. */
export type LabelDomain<Value extends string = string> =
  | { readonly kind: 'one-of'; readonly values: readonly Value[] }
  | { readonly kind: 'up-to'; readonly cap: number; readonly what: string };

export type LabelDomains = Readonly<Record<string, LabelDomain>>;

/** A label with a fixed set of values: a query that names another value is a compile error. */
export function oneOf<const Value extends string>(...values: readonly Value[]): LabelDomain<Value> {
  return { kind: 'one-of', values };
}

/** A label with unknown values. `cap` is the maximum number that the exporter permits. */
export function upTo(cap: number, what: string): LabelDomain {
  return { kind: 'up-to', cap, what };
}

/** Whether a series exists from the exporter's first scrape, or only after an event. */
export type Presence = 'always' | 'after-first-event';

/** Label name → its possible values. */
export type LabelValues = Readonly<Record<string, string>>;

type ValuesOf<Domains extends LabelDomains> = {
  readonly [Label in keyof Domains]: Domains[Label] extends LabelDomain<infer Value> ? Value : never;
};

export interface Exporter {
  /** The key of the exporter in the configuration and in scopes. */
  readonly key: string;
  /** Default value of the `job` label. */
  readonly job: string;
  readonly describes: string;
  /** Labels that the scrape adds, not the exporter. */
  readonly targetLabels: readonly string[];
}

/** One time-series family as PromQL selects it. A histogram has three. */
export interface Series<
  Kind extends 'counter' | 'gauge' = 'counter' | 'gauge',
  Values extends LabelValues = LabelValues,
> {
  readonly name: string;
  readonly kind: Kind;
  readonly unit: BaseUnit;
  readonly domains: LabelDomains;
  readonly presence: Presence;
  readonly exporter: Exporter;
  /** The name of the metric in the contract: `x` for `x_bucket`. */
  readonly metric: string;
  /** Carries the label types; never set. */
  readonly values?: Values;
}

interface Described {
  readonly help: string;
  /** Why no panel and no rule reads it. */
  readonly unread?: string;
}

export interface Counter<Values extends LabelValues = LabelValues>
  extends Series<'counter', Values>,
    Described {
  readonly type: 'counter';
}

export interface Gauge<Values extends LabelValues = LabelValues> extends Series<'gauge', Values>, Described {
  readonly type: 'gauge';
}

export interface Histogram<Values extends LabelValues = LabelValues> extends Described {
  readonly type: 'histogram';
  readonly name: string;
  readonly unit: BaseUnit;
  readonly domains: LabelDomains;
  readonly presence: Presence;
  readonly exporter: Exporter;
  /** Upper bounds in ascending order, without `+Inf`. */
  readonly buckets: readonly number[];
  readonly bucket: Series<'counter', Values & Readonly<Record<'le', string>>>;
  readonly sum: Series<'counter', Values>;
  readonly count: Series<'counter', Values>;
}

export type Metric = Counter | Gauge | Histogram;

interface Definition<Domains extends LabelDomains> {
  readonly unit: BaseUnit;
  readonly help: string;
  readonly labels?: Domains;
  readonly presence?: Presence;
  /** Why no panel and no rule reads it. */
  readonly unread?: string;
}

type WithTarget<Domains extends LabelDomains, Target extends string> = ValuesOf<Domains> &
  Readonly<Record<Target, string>>;

/**
 * Creates metrics of one exporter. Each can be selected by its own labels and by those that the scrape adds.
 */
export interface MetricFactory<Target extends string> {
  readonly exporter: Exporter;
  counter<const Domains extends LabelDomains = Record<never, never>>(
    name: string,
    definition: Definition<Domains>,
  ): Counter<WithTarget<Domains, Target>>;
  gauge<const Domains extends LabelDomains = Record<never, never>>(
    name: string,
    definition: Definition<Domains>,
  ): Gauge<WithTarget<Domains, Target>>;
  histogram<const Domains extends LabelDomains = Record<never, never>>(
    name: string,
    definition: Definition<Domains> & { readonly buckets: readonly number[] },
  ): Histogram<WithTarget<Domains, Target>>;
}

/** The label that a classic histogram's `_bucket` series carry. */
const BUCKET_LABEL: LabelDomains = { le: upTo(64, 'upper bounds of the buckets') };

export function exporter<const Target extends string>(definition: {
  readonly key: string;
  readonly job: string;
  readonly describes: string;
  readonly targetLabels: readonly Target[];
}): MetricFactory<Target> {
  const series = <Kind extends 'counter' | 'gauge'>(
    kind: Kind,
    name: string,
    given: Definition<LabelDomains>,
  ) => ({
    name,
    kind,
    unit: given.unit,
    domains: given.labels ?? {},
    presence: given.presence ?? ('always' as const),
    exporter: definition,
    metric: name,
  });
  return {
    exporter: definition,
    counter: (name, given) => ({ ...series('counter', name, given), type: 'counter', ...described(given) }),
    gauge: (name, given) => ({ ...series('gauge', name, given), type: 'gauge', ...described(given) }),
    histogram: (name, given) => {
      const part = (suffix: string, unit: BaseUnit, domains: LabelDomains) => ({
        ...series('counter', `${name}_${suffix}`, { ...given, unit, labels: domains }),
        metric: name,
      });
      const domains: LabelDomains = given.labels ?? {};
      return {
        type: 'histogram',
        name,
        unit: given.unit,
        ...described(given),
        domains,
        presence: given.presence ?? 'always',
        exporter: definition,
        buckets: given.buckets,
        bucket: part('bucket', 'count', { ...domains, ...BUCKET_LABEL }),
        sum: part('sum', given.unit, domains),
        count: part('count', 'count', domains),
      };
    },
  };
}

function described({ help, unread }: Definition<LabelDomains>): Described {
  return { help, ...(unread === undefined ? {} : { unread }) };
}

/** The series of a metric that PromQL can name. */
export function seriesOf(metric: Metric): readonly Series[] {
  return metric.type === 'histogram' ? [metric.bucket, metric.sum, metric.count] : [metric];
}

/** The default `job` of each exporter, by its key. Series that Prometheus itself writes have none. */
export function jobsOf(contract: readonly Metric[]): Readonly<Record<string, string>> {
  const exporters = contract.map((metric) => metric.exporter).filter(({ job }) => job !== '');
  return Object.fromEntries(exporters.map(({ key, job }) => [key, job]));
}
