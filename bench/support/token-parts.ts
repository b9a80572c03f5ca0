/** What the benchmark of the token cache uses, in one module that can be bundled. */

export { startSimulator } from 'kis-simulator';
export { Account } from '../../runtime/src/protocol/account.ts';
export { Instruments } from '../../runtime/src/telemetry/instruments.ts';
export { TokenCache } from '../../runtime/src/token/cache.ts';
export { FileStore } from '../../runtime/src/token/file/file-store.ts';
export { tokenMetrics } from '../../runtime/src/token/metrics.ts';
export { PostgresStore } from '../../runtime/src/token/postgres/postgres-store.ts';
export { RedisStore } from '../../runtime/src/token/redis/redis-store.ts';
export { Token } from '../../runtime/src/token/token.ts';
