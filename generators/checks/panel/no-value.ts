import { defineCheck } from '../check.ts';
import { panelDefinition, placeOf } from '../place.ts';
import { panelsOf } from '../service.ts';

export const noValue = defineCheck({
  code: 'panel/no-value',
  severity: 'warning',
  title: 'Panels that can be empty set noValue',
  reason: '"No data" does not show whether nothing happened or nothing is measured',
  page: {
    details:
      'Every query of the panel can return no series in normal operation, and `noValue` is not set. Reported as a warning.',
    example: {
      language: 'ts',
      bad: "stat({ key: 'errors', … })",
      good: "stat({ key: 'errors', noValue: { ko: '오류 없음', en: 'No errors' }, … })",
    },
  },
  *find(service) {
    for (const panel of panelsOf(service)) {
      const { targets, definition } = panel;
      if (definition.noValue !== undefined || targets.length === 0) continue;
      if (targets.some(({ query }) => !query.canBeEmpty)) continue;
      yield {
        place: placeOf(panelDefinition(panel)),
        message: 'every query of the panel can be empty, but noValue is not set',
        remedy: "Set noValue, for example { ko: '오류 없음', en: 'No errors' }",
      };
    }
  },
});
