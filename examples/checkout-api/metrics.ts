import { exporter, oneOf, upOf, upTo } from 'observability-as-code/contract';

/** The contract: every metric that panels and alerts read, with its unit and the values that its labels have. */
const service = exporter({
  key: 'service',
  job: 'checkout-api',
  describes: 'checkout-api, scraped on its /metrics',
  targetLabels: ['namespace', 'job', 'instance', 'pod'],
});

const method = oneOf('GET', 'POST', 'PUT', 'PATCH', 'DELETE');
const route = upTo(50, 'route templates');

export const httpRequests = service.counter('checkout_api_http_requests_total', {
  unit: 'count',
  help: 'HTTP requests answered.',
  labels: { method, route, code: upTo(60, 'HTTP status codes') },
  presence: 'after-first-event',
});

export const httpRequestDuration = service.histogram('checkout_api_http_request_duration_seconds', {
  unit: 'seconds',
  help: 'Time until an HTTP request is answered.',
  labels: { method, route },
  buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  presence: 'after-first-event',
});

export const httpRequestsInFlight = service.gauge('checkout_api_http_requests_in_flight', {
  unit: 'count',
  help: 'HTTP requests that are being answered.',
  unread: 'For Explore: the error ratio says whether they are too many.',
});

export const orders = service.counter('checkout_api_orders_total', {
  unit: 'count',
  help: 'Orders, by how they ended.',
  labels: { result: oneOf('placed', 'rejected', 'failed') },
});

export const queueDepth = service.gauge('checkout_api_queue_depth', {
  unit: 'count',
  help: 'Orders that wait for the payment provider.',
});

/** Written by Prometheus for each scrape. */
export const up = upOf(service);
