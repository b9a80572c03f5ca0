import { type Duration, errorBudgetRules, type RuleGroup, type ServiceConfig } from 'observability-as-code';
import type { Scope } from 'observability-as-code/promql';
import { objectives, type SloThreshold } from '../signals/slo.ts';
import { durationCounters, recordingStories, statusCounters } from './slo-recordings.ts';
import { burnRateScenarios, requestsByDuration, requestsByStatus } from './slo-scenarios.ts';

/** What this file needs of the context of all rules. */
interface SloContext {
  readonly config: ServiceConfig<SloThreshold>;
  within(window: Duration): Scope;
}

/** Whether the promises to the users of the HTTP API are kept, over hours and days instead of minutes. */
export function sloRules({ config, within }: SloContext): RuleGroup {
  const { availability, latency } = objectives(config.thresholds);
  const job = config.jobs.service ?? config.service.name;
  return errorBudgetRules(
    {
      group: 'observer-slo',
      alert: 'ObserverErrorBudgetBurn',
      scope: within('5m'),
      objectives: [
        {
          objective: availability,
          scenarios: (window) => burnRateScenarios(availability, window, requestsByStatus, job),
          recordings: (record) => recordingStories(availability, record, statusCounters, job),
        },
        {
          objective: latency,
          scenarios: (window) => burnRateScenarios(latency, window, requestsByDuration, job),
          recordings: (record) => recordingStories(latency, record, durationCounters, job),
        },
      ],
    },
    config,
  );
}
