import type { ThresholdDeclaration } from '../../../config/declaration.ts';

export const volumeThresholds = {
  volumeUsedRatio: {
    default: 0.85,
    minimum: 0,
    maximum: 1,
    description: 'Share of a volume in use that warns.',
  },
  volumeFullRatio: {
    default: 0.97,
    minimum: 0,
    maximum: 1,
    description: 'Share of a volume in use that pages.',
  },
  volumeForecastRatio: {
    default: 0.6,
    minimum: 0,
    maximum: 1,
    description: 'Share of a volume in use below which no forecast warns.',
  },
  inodesUsedRatio: {
    default: 0.85,
    minimum: 0,
    maximum: 1,
    description: 'Share of the inodes in use that warns.',
  },
} as const satisfies Readonly<Record<string, ThresholdDeclaration>>;

export type VolumeThreshold = keyof typeof volumeThresholds;
