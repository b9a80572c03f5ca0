import type { ThresholdDeclaration } from '../../config/declaration.ts';

export const httpThresholds = {
  httpErrorRatio: { default: 0.05, minimum: 0, maximum: 1, description: 'Share of 5xx answers that pages.' },
  httpMinimumRequests: {
    default: 20,
    minimum: 1,
    description:
      'Requests in five minutes below which the HTTP alerts stay quiet: one error of 20 is just 5 %.',
  },
  httpLatencySeconds: {
    default: 1,
    minimum: 0.005,
    maximum: 10,
    description: 'P99 of the time to answer, in seconds.',
  },
} as const satisfies Readonly<Record<string, ThresholdDeclaration>>;

export type HttpThreshold = keyof typeof httpThresholds;
