import { defineCheck, type Finding } from '../check.ts';
import { panelDefinition, placeOf } from '../place.ts';
import { panelsOf } from '../service.ts';

export const duplicateKey = defineCheck({
  code: 'dashboard/duplicate-key',
  severity: 'error',
  title: 'Panels and rows have unique keys',
  reason:
    'Panel ids and links are derived from the key, so two panels with the same key are indistinguishable',
  page: {
    details: 'Two panels, or two rows, have the same `key`.',
    impact:
      'Panel ids and links are derived from the key, so Grafana and alerts cannot distinguish two panels with the same key.',
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
        yield finding(`another panel also has the key "${key}"`, placeOf(panelDefinition(panel)));
      seen.add(key);
    }
    const rows = new Set<string>();
    for (const { definition } of service.dashboard.rows) {
      const { key } = definition;
      if (rows.has(key)) yield finding(`another row also has the key "${key}"`, { definition: `row ${key}` });
      rows.add(key);
    }
  },
});

function finding(message: string, place: Finding['place']): Finding {
  return { place, message, remedy: 'Choose a unique key' };
}
