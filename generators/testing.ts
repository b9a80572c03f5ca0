/** What proves an alert: scenarios, the boundary tests that are derived from its signal, and where it goes. */

export { type AlertRouter, alertRouter, type Moment } from './cli/alert-router.ts';
export * from './define/boundary-tests.ts';
export * from './define/examples.ts';
export * from './define/histogram.ts';
export * from './define/scenario.ts';
export * from './define/variants.ts';
