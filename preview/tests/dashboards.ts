/** Small dashboards, as Grafana stores them. */

type Json = Readonly<Record<string, unknown>>;

export function dashboard(panels: readonly Json[], more: Json = {}): Json {
  return {
    title: 'Test',
    timezone: 'utc',
    time: { from: 'now-1h', to: 'now' },
    schemaVersion: 39,
    panels: panels.map((panel, index) => ({
      id: index + 1,
      gridPos: { x: (index % 2) * 12, y: Math.floor(index / 2) * 8, w: 12, h: 8 },
      ...panel,
    })),
    ...more,
  };
}

export function panel(type: string, more: Json & { expr?: string; defaults?: Json } = {}): Json {
  const { expr = 'metric', defaults = {}, ...rest } = more;
  const isInstant = ['stat', 'gauge', 'bargauge', 'table'].includes(type);
  return {
    type,
    title: type,
    targets: [
      {
        refId: 'A',
        expr,
        legendFormat: '{{name}}',
        instant: isInstant,
        range: !isInstant,
        format: type === 'table' ? 'table' : 'time_series',
      },
    ],
    fieldConfig: { defaults, overrides: [] },
    options: {},
    ...rest,
  };
}

export const FIVE_PERCENT: Json = {
  mode: 'absolute',
  steps: [
    { value: null, color: 'green' },
    { value: 0.05, color: 'red' },
  ],
};
