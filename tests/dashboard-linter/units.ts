import * as grafanaUnits from '@grafana/grafana-foundation-sdk/units';

/** Units that Grafana has and the linter does not know yet. */
const UNKNOWN_TO_THE_LINTER: ReadonlySet<string> = new Set([
  'acres',
  'candela',
  'currencyBGN',
  'currencyILS',
  'currencyMYR',
  'currencyPYG',
  'currencyTRY',
  'currencyUYU',
  'currencyXPF',
  'epm',
  'eps',
  'hectares',
  'mohm',
  'mwatth',
  'recpm',
  'recps',
  'reqpm',
  'rotghz',
  'rotkhz',
  'rotmhz',
  'rowspm',
  'rowsps',
  'sishort',
]);

/**
 * The 249 units that the linter accepts: Grafana's 272 (the SDK has 273 names for them, `none` has two) without 23.
 * Custom ones such as `suffix:/day` are not among them.
 */
export const LINTER_UNITS: ReadonlySet<string> = new Set(
  Object.values(grafanaUnits).flatMap((unit) =>
    typeof unit === 'string' && !UNKNOWN_TO_THE_LINTER.has(unit) ? [unit] : [],
  ),
);
