import type { Rule } from '../rule.ts';
import { panelDatasource } from './panel-datasource.ts';
import { panelNoTargets } from './panel-no-targets.ts';
import { panelTitleDescription } from './panel-title-description.ts';
import { panelUnits } from './panel-units.ts';
import { targetCounterAgg } from './target-counter-agg.ts';
import { targetLogql, targetLogqlAuto } from './target-logql.ts';
import { targetInstance, targetJob } from './target-matchers.ts';
import { targetPromql } from './target-promql.ts';
import { targetRateInterval } from './target-rate-interval.ts';
import { templateDatasource } from './template-datasource.ts';
import { templateLabelPromql } from './template-label-promql.ts';
import { templateOnTimeChangeReload } from './template-on-time-change-reload.ts';
import { templateInstance, templateJob } from './template-required.ts';
import { uneditableDashboard } from './uneditable-dashboard.ts';

/** In the order in which the linter runs them. */
export const RULES: readonly Rule[] = [
  templateDatasource,
  templateJob,
  templateInstance,
  templateLabelPromql,
  templateOnTimeChangeReload,
  panelDatasource,
  panelTitleDescription,
  panelUnits,
  panelNoTargets,
  targetLogql,
  targetLogqlAuto,
  targetPromql,
  targetRateInterval,
  targetJob,
  targetInstance,
  targetCounterAgg,
  uneditableDashboard,
];
