import { defineCheck, type Finding } from '../check.ts';
import { panelDefinition, placeOf } from '../place.ts';
import { panelsOf } from '../service.ts';

export const duplicateKey = defineCheck({
  code: 'dashboard/duplicate-key',
  severity: 'error',
  title: 'Panels and rows have keys of their own',
  reason:
    'The id of a panel and every link to it are made from its key, so two panels of one key are one panel',
  page: {
    details: 'Two panels, or two rows, have the same `key`.',
    impact:
      'The id of a panel and every link to it are made from its key, so two panels of one key are one panel to Grafana and to alerts.',
    example: {
      language: 'ts',
      bad: "[stat({ key: 'latency', … }), timeseries({ key: 'latency', … })]",
      good: "[stat({ key: 'latency-now', … }), timeseries({ key: 'latency', … })]",
    },
  },
  *find(service) {
    const seen = new Set<string>();
    for (const panel of panelsOf(service)) {
      const { key } = panel.definition;
      if (seen.has(key))
        yield finding(`another panel has the key "${key}", too`, placeOf(panelDefinition(panel)));
      seen.add(key);
    }
    const rows = new Set<string>();
    for (const { definition } of service.dashboard.rows) {
      const { key } = definition;
      if (rows.has(key)) yield finding(`another row has the key "${key}", too`, { definition: `row ${key}` });
      rows.add(key);
    }
  },
});

function finding(message: string, place: Finding['place']): Finding {
  return { place, message, remedy: 'Choose a key that says what is special about it' };
}
