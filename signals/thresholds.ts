import type { ThresholdDeclaration } from 'observability-as-code';
import { httpThresholds } from 'observability-as-code/mixins/http';
import { podThresholds, volumeThresholds } from 'observability-as-code/mixins/kubernetes';
import { nodeThresholds } from 'observability-as-code/mixins/node';
import { postgresThresholds } from 'observability-as-code/mixins/postgres';

/** Where a signal becomes alarming. Each can be set in the configuration, per environment. */
export const thresholds = {
  ...httpThresholds,
  ...podThresholds,
  ...nodeThresholds,
  writeLagSeconds: {
    default: 300,
    minimum: 30,
    description: 'Age of the newest record inside a session, in seconds.',
  },
  writeErrors: {
    default: 10,
    minimum: 1,
    description: 'Failed writes within five minutes; each is repeated after at most five seconds.',
  },
  queueAgeSeconds: {
    default: 60,
    minimum: 1,
    description: 'Time that the oldest record has waited to be written, in seconds.',
  },
  missedVolumeShares: {
    default: 1,
    minimum: 1,
    description: 'Shares in trades that the stream did not deliver within 15 minutes.',
  },
  kisMinimumRequests: {
    default: 20,
    minimum: 1,
    description: 'Requests in ten minutes below which the KIS alert stays quiet.',
  },
  databaseMinimumQueries: {
    default: 20,
    minimum: 1,
    description: 'Queries of one operation in five minutes below which the latency alert stays quiet.',
  },
  kisFailureRatio: {
    default: 0.2,
    minimum: 0,
    maximum: 1,
    description: 'Share of KIS requests that do not succeed.',
  },
  websocketGaps: { default: 3, minimum: 1, description: 'Interruptions of the stream within 15 minutes.' },
  tokenTimeLeftSeconds: {
    default: 1800,
    minimum: 60,
    description: 'Time before its expiry by which a token should have been refreshed, in seconds.',
  },
  ...volumeThresholds,
  backupAgeSeconds: {
    default: 93_600,
    minimum: 3600,
    description:
      'Age of the newest backup, in seconds. The default is 26 hours: a daily backup, two hours late.',
  },
  ...postgresThresholds,
  databaseLatencySeconds: {
    default: 1,
    minimum: 0.005,
    maximum: 10,
    description: 'P99 of database queries, in seconds.',
  },
  sloAvailabilityTarget: {
    default: 0.995,
    minimum: 0.9,
    maximum: 0.99999,
    description: 'Share of HTTP requests that end without a 5xx status, over the period of the objective.',
  },
  sloLatencyTarget: {
    default: 0.99,
    minimum: 0.9,
    maximum: 0.99999,
    description:
      'Share of HTTP requests that are answered within 0.25 seconds, over the period of the objective.',
  },
  sloMinimumRequests: {
    default: 100,
    minimum: 1,
    description: 'Requests in the long window of a burn-rate alert below which it stays quiet.',
  },
} as const satisfies Readonly<Record<string, ThresholdDeclaration>>;

export type Threshold = keyof typeof thresholds;
