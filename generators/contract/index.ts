export * from './metric.ts';
export * from './objective-series.ts';
export * from './process.ts';
export * from './prometheus.ts';
export type { BaseUnit } from './unit.ts';
