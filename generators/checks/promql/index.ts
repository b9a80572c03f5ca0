import type { Check } from '../check.ts';
import { counterWithoutRate } from './counter-without-rate.ts';
import { fixedWindowInPanel } from './fixed-window-in-panel.ts';
import { labelValue } from './label-value.ts';
import { nan } from './nan.ts';
import { quantileWithoutLe } from './quantile-without-le.ts';
import { rangeBeyondRetention } from './range-beyond-retention.ts';
import { rateOfGauge } from './rate-of-gauge.ts';
import { syntax } from './syntax.ts';
import { unknownLabel } from './unknown-label.ts';
import { unknownMetric } from './unknown-metric.ts';
import { variableInRule } from './variable-in-rule.ts';
import { vectorMatching } from './vector-matching.ts';
import { windowTooShort } from './window-too-short.ts';

/** Checks of all queries: panels, rules, annotations and variables. */
export const promqlChecks: readonly Check[] = [
  syntax,
  unknownMetric,
  unknownLabel,
  labelValue,
  counterWithoutRate,
  rateOfGauge,
  quantileWithoutLe,
  windowTooShort,
  rangeBeyondRetention,
  nan,
  variableInRule,
  fixedWindowInPanel,
  vectorMatching,
];
