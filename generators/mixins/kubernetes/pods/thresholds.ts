import type { ThresholdDeclaration } from '../../../config/declaration.ts';

export const podThresholds = {
  podRestartsPerHour: { default: 3, minimum: 1, description: 'Restarts of a container within an hour.' },
  memoryUsedRatio: {
    default: 0.9,
    minimum: 0,
    maximum: 1,
    description: 'Share of the memory limit of a container in use that warns.',
  },
  cpuThrottledRatio: {
    default: 0.25,
    minimum: 0,
    maximum: 1,
    description: 'Share of the scheduling periods in which the CPU limit held a container back that warns.',
  },
} as const satisfies Readonly<Record<string, ThresholdDeclaration>>;

export type PodThreshold = keyof typeof podThresholds;
