import type { ThresholdDeclaration } from '../../config/declaration.ts';

export const postgresThresholds = {
  databaseConnectionsRatio: {
    default: 0.8,
    minimum: 0,
    maximum: 1,
    description: 'Share of max_connections in use that warns.',
  },
} as const satisfies Readonly<Record<string, ThresholdDeclaration>>;

export type PostgresThreshold = keyof typeof postgresThresholds;
