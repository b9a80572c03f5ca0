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
  title: 'Panels and rows have unique ids',
  reason: 'Grafana renumbers panels with the same id, and links open the wrong panel',
  page: {
    details:
      'The ids of two panels, or of a panel and a row, collide. Ids are hashes of keys, so this is rare.',
    example: {
      language: 'ts',
      bad: 'panel http-error-rate: panel pod-status has the same id 1093',
      good: "stat({ key: 'http-errors', … })   // a different key for the newer panel",
    },
  },
  *find(service) {
    const byId = new Map<number, Identified>();
    for (const item of identified(service)) {
      const first = byId.get(item.id);
      if (first === undefined) byId.set(item.id, item);
      // dashboard/duplicate-key reports duplicate keys.
      else if (first.key !== item.key) {
        yield {
          place: placeOf(item.definition),
          message: `${first.definition.name} has the same id ${item.id}`,
          remedy: 'Choose a different key for the newer one: the id is derived from the key',
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
