import { defineCheck } from '../check.ts';
import { panelDefinition, placeOf } from '../place.ts';
import { panelsOf } from '../service.ts';

export const noValue = defineCheck({
  code: 'panel/no-value',
  severity: 'warning',
  title: 'A panel that can be empty says what empty means',
  reason: '"No data" looks the same whether nothing happened or nothing is measured',
  page: {
    details:
      'Every query of the panel can have no series while everything is fine, and `noValue` is not set. A warning.',
    impact: '"No data" looks the same whether nothing happened or nothing is measured.',
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
        message: 'every query of the panel can be empty, and nothing says what that means',
        remedy: "Write noValue, for example { ko: '오류 없음', en: 'No errors' }",
      };
    }
  },
});
