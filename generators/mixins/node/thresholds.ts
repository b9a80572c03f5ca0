import type { ThresholdDeclaration } from '../../config/declaration.ts';

export const nodeThresholds = {
  eventLoopDelaySeconds: {
    default: 0.5,
    minimum: 0.01,
    description: 'P99 of the delay of timers, in seconds.',
  },
  heapUsedRatio: {
    default: 0.9,
    minimum: 0,
    maximum: 1,
    description: 'Share of the limit of the JavaScript heap in use that warns.',
  },
  openFilesUsedRatio: {
    default: 0.8,
    minimum: 0,
    maximum: 1,
    description: 'Share of the file descriptors in use that warns.',
  },
} as const satisfies Readonly<Record<string, ThresholdDeclaration>>;

export type NodeThreshold = keyof typeof nodeThresholds;
