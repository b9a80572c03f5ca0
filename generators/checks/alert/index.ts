import type { Check } from '../check.ts';
import { inhibition } from './inhibition.ts';
import { labelCollision } from './label-collision.ts';
import { name } from './name.ts';
import { noCondition } from './no-condition.ts';
import { panel } from './panel.ts';
import { routeLabel } from './route-label.ts';
import { runbook } from './runbook.ts';
import { scenario } from './scenario.ts';
import { template } from './template.ts';
import { threshold } from './threshold.ts';

/** Checks of alerts. */
export const alertChecks: readonly Check[] = [
  runbook,
  scenario,
  panel,
  routeLabel,
  inhibition,
  labelCollision,
  template,
  name,
  threshold,
  noCondition,
];
