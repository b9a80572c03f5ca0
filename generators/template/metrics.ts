import { exporter, oneOf, upOf, upTo } from 'observability-as-code/contract';

/** The contract: every metric that panels and alerts read, with its unit and the values that its labels have. */
const service = exporter({
  key: 'service',
  job: 'shop',
  describes: 'shop, scraped on its /metrics',
  targetLabels: ['namespace', 'job', 'instance', 'pod'],
});

const method = oneOf('GET', 'POST', 'PUT', 'PATCH', 'DELETE');
const route = upTo(50, 'route templates');

export const httpRequests = service.counter('shop_http_requests_total', {
  unit: 'count',
  help: 'HTTP requests answered.',
  labels: { method, route, code: upTo(60, 'HTTP status codes') },
  presence: 'after-first-event',
});

export const httpRequestDuration = service.histogram('shop_http_request_duration_seconds', {
  unit: 'seconds',
  help: 'Time until an HTTP request is answered.',
  labels: { method, route },
  buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  presence: 'after-first-event',
});

export const httpRequestsInFlight = service.gauge('shop_http_requests_in_flight', {
  unit: 'count',
  help: 'HTTP requests that are being answered.',
  // Remove the reason where a panel or a rule reads the metric.
  unread: 'For Explore: the error ratio says whether they are too many.',
});

/** Written by Prometheus for each scrape. */
export const up = upOf(service);
