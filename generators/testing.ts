/** What proves an alert: scenarios, and the boundary tests that are derived from its signal. */
export * from './define/boundary-tests.ts';
export * from './define/examples.ts';
export * from './define/histogram.ts';
export * from './define/scenario.ts';
export * from './define/variants.ts';
