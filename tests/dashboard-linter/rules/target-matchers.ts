import { isPrometheusDashboard } from '../model.ts';
import { type Rule, targetRule } from '../rule.ts';

/** Every selector is narrowed to what the viewer picked. Panels of any type are looked at. */
export const targetJob = requiredMatcher('target-job-rule', 'job');
export const targetInstance = requiredMatcher('target-instance-rule', 'instance');

function requiredMatcher(name: Rule['name'], label: string): Rule {
  return targetRule(name, (target, _, dashboard) => {
    if (!isPrometheusDashboard(dashboard)) return [];
    return (target.query?.selectors ?? [])
      .filter(
        ({ matchers }) =>
          !matchers.some(
            (matcher) =>
              matcher.label === label && matcher.operator === '=~' && matcher.value === `$${label}`,
          ),
      )
      .map(({ text }) => `${text} has no matcher ${label}=~"$${label}"`);
  });
}
