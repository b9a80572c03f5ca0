import type { Counter, Histogram, LabelValues } from '../../contract/metric.ts';

/** The metrics of an HTTP server, whatever their names. */
export interface HttpMetrics<
  Requests extends LabelValues = LabelValues,
  Duration extends LabelValues = LabelValues,
> {
  /** Answered requests. */
  readonly requests: Counter<Requests>;
  /** Response time in seconds. */
  readonly duration: Histogram<Duration>;
  /** The label of `requests` with the status code. */
  readonly status: keyof Requests & string;
  /** The labels of both that identify a route, such as method and path template. */
  readonly route: readonly (keyof Requests & keyof Duration & string)[];
}
