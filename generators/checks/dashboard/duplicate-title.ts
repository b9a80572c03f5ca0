import { defineCheck } from '../check.ts';
import { panelDefinition, placeOf } from '../place.ts';
import { panelsOf } from '../service.ts';

export const duplicateTitle = defineCheck({
  code: 'dashboard/duplicate-title',
  severity: 'error',
  title: 'Panels have titles of their own',
  reason: 'In a conversation, a screenshot or a link nobody can tell which of the two is meant',
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
