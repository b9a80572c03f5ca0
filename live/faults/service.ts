import type { Fault } from './fault.ts';

/** Of the process of the observer. */
export const SERVICE_FAULTS: readonly Fault[] = [
  {
    key: 'targets-missing',
    installation: 'main',
    sequence: 'service',
    title: 'Prometheus has no target for the observer and none for postgres_exporter',
    alerts: ['ObserverTargetMissing', 'ObserverDatabaseTargetMissing', 'ObserverMetricsAbsent'],
    isQuick: true,
    start: async (stack) => {
      await stack.withoutTargets('observer', 'postgres');
      return () => stack.withoutTargets();
    },
  },
  {
    key: 'observer-down',
    installation: 'main',
    sequence: 'service',
    title: 'the observer is killed',
    alerts: ['ObserverTargetDown'],
    consequences: ['ObserverMetricsAbsent', 'ObserverTradesMissed'],
    isQuick: true,
    start: async ({ observer }) => {
      await observer.kill();
      return () => observer.start();
    },
  },
];
