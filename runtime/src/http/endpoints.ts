import type { Scrape } from '../telemetry/scrape.ts';
import type { Readiness } from './readiness.ts';
import type { Route } from './route.ts';

export interface EndpointOptions {
  readonly version: string;
  readonly readiness: Readiness;
  readonly scrape: Scrape;
  /** State for people to read. It is never secret and need not be stable. */
  readonly status: () => object;
}

/** The service's routes. `/health` depends on nothing: it fails only if a restart would help. */
export function endpoints({ version, readiness, scrape, status }: EndpointOptions): readonly Route[] {
  return [
    {
      path: '/',
      handle: () => ({
        status: 200,
        body: {
          service: 'observer',
          version,
          endpoints: ['/health', '/ready', '/status', '/metrics', '/stream'],
        },
      }),
    },
    {
      path: '/health',
      handle: () => ({
        status: 200,
        body: { status: 'ok', version, uptimeSeconds: Math.round(process.uptime()) },
      }),
    },
    {
      path: '/ready',
      handle: async () => {
        const { isReady, isDraining, checks } = await readiness.state();
        const state = isDraining ? 'draining' : isReady ? 'ready' : 'not ready';
        return {
          status: isReady ? 200 : 503,
          body: {
            status: state,
            checks,
          },
        };
      },
    },
    { path: '/status', handle: () => ({ status: 200, body: { version, ...status() } }) },
    {
      path: '/metrics',
      handle: async ({ headers }) => {
        const { contentType, text } = await scrape(headers.accept);
        return { status: 200, headers: { 'Content-Type': contentType, Vary: 'Accept' }, body: text };
      },
    },
  ];
}
