import { dashboardRule } from '../rule.ts';

/** `VariableRefresh.onTimeRangeChanged` of the classic model. */
const ON_TIME_RANGE_CHANGED = 2;

/** What can be picked is what existed in the time range. */
export const templateOnTimeChangeReload = dashboardRule(
  'template-on-time-change-reload-rule',
  ({ variables }) =>
    variables
      .filter(({ type, refresh }) => type === 'query' && refresh !== ON_TIME_RANGE_CHANGED)
      .map(
        ({ name, refresh }) => `variable "${name}" should have refresh 2 (time range change), has ${refresh}`,
      ),
);
