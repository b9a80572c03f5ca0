import type { Counter, Histogram, LabelValues } from '../../contract/metric.ts';

/** The metrics of an HTTP server, whatever the service calls them. */
export interface HttpMetrics<
  Requests extends LabelValues = LabelValues,
  Duration extends LabelValues = LabelValues,
> {
  /** Requests answered. */
  readonly requests: Counter<Requests>;
  /** Seconds until the answer. */
  readonly duration: Histogram<Duration>;
  /** The label of `requests` that holds the status code. */
  readonly status: keyof Requests & string;
  /** The labels of both that tell one route from another, such as method and path template. */
  readonly route: readonly (keyof Requests & keyof Duration & string)[];
}
