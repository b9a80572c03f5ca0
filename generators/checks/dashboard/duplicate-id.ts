import type { RenderedService } from '../../compile/model.ts';
import { defineCheck } from '../check.ts';
import { type Definition, panelDefinition, placeOf } from '../place.ts';

interface Identified {
  readonly id: number;
  readonly key: string;
  readonly definition: Definition;
}

export const duplicateId = defineCheck({
  code: 'dashboard/duplicate-id',
  severity: 'error',
  title: 'Panels and rows have ids of their own',
  reason: 'Grafana renumbers panels of one id, and links to them open the wrong panel',
  page: {
    details:
      'The ids of two panels, or of a panel and a row, collide. Ids are made from keys, so this is a rare accident.',
    impact: 'Grafana renumbers panels of one id, and links to them open the wrong panel.',
    example: {
      language: 'ts',
      bad: 'panel http-error-rate: its id 1093 is that of panel pod-status, too',
      good: "stat({ key: 'http-errors', … })   // another key for the newer of the two",
    },
  },
  *find(service) {
    const byId = new Map<number, Identified>();
    for (const item of identified(service)) {
      const first = byId.get(item.id);
      if (first === undefined) byId.set(item.id, item);
      // One key twice has its own check.
      else if (first.key !== item.key) {
        yield {
          place: placeOf(item.definition),
          message: `its id ${item.id} is that of ${first.definition.name}, too`,
          remedy: 'Choose another key for the newer of the two: the id is made from the key',
        };
      }
    }
  },
});

function identified(service: RenderedService): Identified[] {
  return service.dashboard.rows.flatMap((row) => [
    { id: row.id, key: `row:${row.definition.key}`, definition: { name: `row ${row.definition.key}` } },
    ...row.panels.map((panel) => ({
      id: panel.id,
      key: panel.definition.key,
      definition: panelDefinition(panel),
    })),
  ]);
}
