import { defineProject } from 'observability-as-code';
import { alerts } from 'observability-as-code/contract';
import { dashboard } from './dashboard.ts';
import * as metrics from './metrics.ts';
import { rules, thresholds } from './rules.ts';

/** What "oac" generates dashboards, rules, tests and manifests from. */
export default defineProject({
  languages: ['en'],
  contract: [...Object.values(metrics), alerts],
  thresholds,
  dashboard,
  rules,
});
