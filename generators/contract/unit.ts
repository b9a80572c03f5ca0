/**
 * What a sample counts. Base units follow the Prometheus naming conventions
 * (https://prometheus.io/docs/practices/naming/#base-units); `timestamp` is unix seconds, `boolean` is 0 or 1,
 * `info` is a constant 1 that carries labels.
 */
export type BaseUnit = 'count' | 'seconds' | 'bytes' | 'ratio' | 'timestamp' | 'boolean' | 'info';
