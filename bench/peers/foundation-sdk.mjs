// @ts-check
// A dashboard as the examples of the Grafana Foundation SDK make it: builders, then JSON on stdout.
// https://github.com/grafana/grafana-foundation-sdk/tree/main/examples/typescript
import {
  DashboardBuilder,
  DashboardCursorSync,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

const PANELS_OF_A_ROW = 6;
const panels = Number(process.argv[2] ?? 27);
const datasource = { type: 'prometheus', uid: '$datasource' };

const dashboard = new DashboardBuilder('Production Monitoring')
  .uid('production-monitoring')
  .tags(['generated'])
  .refresh('30s')
  .time({ from: 'now-6h', to: 'now' })
  .timezone('browser')
  .tooltip(DashboardCursorSync.Crosshair)
  .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'))
  .withVariable(
    new QueryVariableBuilder('namespace')
      .label('Namespace')
      .datasource(datasource)
      .query('label_values(up, namespace)'),
  );

for (let index = 0; index < panels; index += 1) {
  if (index % PANELS_OF_A_ROW === 0) dashboard.withRow(new RowBuilder(`Row ${index / PANELS_OF_A_ROW + 1}`));
  dashboard.withPanel(
    new PanelBuilder()
      .title(`Panel ${index + 1}`)
      .description('What it shows, what is bad, and what to do next.')
      .datasource(datasource)
      .unit('reqps')
      .min(0)
      .thresholds(
        new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([
          { value: null, color: 'green' },
          { value: 80, color: 'red' },
        ]),
      )
      .withTarget(
        new DataqueryBuilder()
          .refId('A')
          .expr(
            `sum by (endpoint) (rate(http_requests_total{namespace="$namespace", panel="${index}"}[$__rate_interval]))`,
          )
          .legendFormat('{{endpoint}}'),
      ),
  );
}

console.log(JSON.stringify(dashboard.build(), null, 2));
