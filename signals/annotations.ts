import { changes, max, not, type Scope, select, where } from '../generators/promql/index.ts';
import { deploymentObservedGeneration } from '../metrics/kubernetes.ts';
import { alerts } from '../metrics/prometheus.ts';

/** Alerts of the namespace while they fire, without the heartbeat, which always does. */
export const firingAlerts = (scope: Scope) =>
  max(select(scope, alerts, { alertstate: 'firing', severity: not('none') }), ['alertname', 'severity']);

/** Changes of a Deployment's spec: a new image, a new setting. */
export const deploymentChanges = (scope: Scope) =>
  where(max(changes(select(scope, deploymentObservedGeneration), '$__interval'), ['deployment']), '>', 0);
