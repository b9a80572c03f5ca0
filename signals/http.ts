import { signal } from 'observability-as-code';
import { http as httpMixin } from 'observability-as-code/mixins/http';
import { select, sum } from 'observability-as-code/promql';
import { activeConnections, httpRequestDuration, httpRequests } from '../metrics/observer.ts';

/** The observer's HTTP API. */
export const http = httpMixin({
  requests: httpRequests,
  duration: httpRequestDuration,
  status: 'status',
  route: ['method', 'endpoint'],
});

export const activeConnectionCount = signal(
  'active-connections',
  {
    ko: 'WebSocket 스트림에 연결된 클라이언트 수입니다.',
    en: 'Clients connected to the WebSocket stream.',
  },
  (scope) => sum(select(scope, activeConnections), ['namespace', 'job', 'pod']),
);
