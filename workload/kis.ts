import type { ExternalCall, Labels } from 'observability-as-code';

/**
 * The ports of the KIS Open API (https://github.com/koreainvestment/open-trading-api, `kis_devlp.yaml`). An address that
 * is configured instead, such as the simulator's, is inside of the cluster: `workload.network.connections` names it.
 */
const REAL = { rest: 9443, stream: 21_000 } as const;
const PAPER = { rest: 29_443, stream: 31_000 } as const;

const TRUE = ['1', 'true', 'yes', 'on'];

/** What the observer calls outside of the cluster: KIS, for real or for paper trading, never both. */
export function kisCalls(environment: Labels): readonly ExternalCall[] {
  const isPaper = TRUE.includes(environment.KIS_IS_VIRTUAL?.trim().toLowerCase() ?? '');
  const ports = isPaper ? PAPER : REAL;
  return [
    { what: 'REST of the KIS Open API', ports: [ports.rest] },
    { what: 'WebSocket of the KIS Open API', ports: [ports.stream] },
  ];
}
