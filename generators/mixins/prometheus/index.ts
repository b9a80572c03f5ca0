/** Whether Prometheus scrapes the service and its alerts arrive; what the viewer of a dashboard picks; which alerts fire. */
export { targetRules, watchdogRules } from './alerts.ts';
export { alertAnnotation, criticalAlerts, firingAlerts, serviceVariables, targetPanel } from './dashboard.ts';
export { targetUp, type Up } from './signals.ts';
