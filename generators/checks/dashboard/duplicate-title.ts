import { defineCheck } from '../check.ts';
import { panelDefinition, placeOf } from '../place.ts';
import { panelsOf } from '../service.ts';

export const duplicateTitle = defineCheck({
  code: 'dashboard/duplicate-title',
  severity: 'error',
  title: 'Panels have unique titles',
  reason: 'The two panels are indistinguishable in a screenshot or an incident channel',
  page: {
    details: 'Two panels of the dashboard have the same title.',
    example: {
      language: 'ts',
      bad: "[stat({ title: 'Latency', … }), stat({ title: 'Latency', … })]",
      good: "[stat({ title: 'HTTP latency', … }), stat({ title: 'Query latency', … })]",
    },
  },
  *find(service) {
    const seen = new Map<string, string>();
    for (const panel of panelsOf(service)) {
      const { title, key } = panel.definition;
      const first = seen.get(title);
      if (first === undefined) seen.set(title, key);
      else {
        yield {
          place: placeOf(panelDefinition(panel)),
          message: `panel ${first} has the same title "${title}"`,
          remedy: 'Choose a title that distinguishes this panel',
        };
      }
    }
  },
});
