/**
 * Whether Prometheus scrapes the service and its alerts arrive; the pickers of a dashboard; the firing
 * alerts.
 */
export { targetRules, watchdogRules } from './alerts.ts';
export { alertAnnotation, criticalAlerts, firingAlerts, serviceVariables, targetPanel } from './dashboard.ts';
export { targetUp, type Up } from './signals.ts';
