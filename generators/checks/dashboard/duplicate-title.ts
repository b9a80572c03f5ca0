import { defineCheck } from '../check.ts';
import { panelDefinition, placeOf } from '../place.ts';
import { panelsOf } from '../service.ts';

export const duplicateTitle = defineCheck({
  code: 'dashboard/duplicate-title',
  severity: 'error',
  title: 'Panels have titles of their own',
  reason: 'In a conversation, a screenshot or a link nobody can tell which of the two is meant',
  page: {
    details: 'Two panels of the dashboard have the same title.',
    impact: 'In a conversation, a screenshot or an alert nobody can tell which of the two is meant.',
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
          message: `"${title}" is the title of panel ${first}, too`,
          remedy: 'Say in the title what is special about this one',
        };
      }
    }
  },
});
