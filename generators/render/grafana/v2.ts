import {
  DashboardAPIVersion,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardKind,
  grid,
  gridItem,
  type RowsBuilder,
  row,
  rows,
  TimeSettingsBuilder,
} from '@grafana/grafana-foundation-sdk/dashboardv2';
import type { CompiledDashboard, DashboardResource } from '../../compile/model.ts';
import type { ServiceConfig } from '../../config/config.ts';
import { linkModels } from './dashboard-links.ts';
import { dashboardTags } from './tags.ts';
import { v2Annotation, v2BuiltInAnnotation } from './v2-annotations.ts';
import { v2Panel } from './v2-panel.ts';
import { v2Variable } from './v2-variables.ts';

/**
 * The dashboard as a resource of Grafana 13 (`dashboard.grafana.app/v2`), for the API, gcx and Git Sync; file
 * provisioning and the sidecar refuse it. It names no folder: the API asks for a folder's uid, and we know its title.
 */
export function v2Dashboard(dashboard: CompiledDashboard, config: ServiceConfig): DashboardResource {
  const { variables, annotations } = dashboard.definition;
  const { refresh, range } = config.grafana;
  const panels = dashboard.rows.flatMap((compiled) => compiled.panels);
  const spec = new DashboardBuilder(dashboard.title)
    .description(dashboard.description)
    .editable(false)
    .preload(false)
    .cursorSync(DashboardCursorSync.Crosshair)
    .tags(dashboardTags(config))
    .timeSettings(
      new TimeSettingsBuilder().timezone('browser').from(`now-${range}`).to('now').autoRefresh(refresh),
    )
    .annotations([
      { build: v2BuiltInAnnotation },
      ...annotations.map((annotation) => ({ build: () => v2Annotation(annotation, dashboard) })),
    ])
    .variables(variables.map((variable) => ({ build: () => v2Variable(variable) })))
    .layout(layout(dashboard))
    .build();
  const elements = Object.fromEntries(panels.map((panel) => [panel.definition.key, v2Panel(panel, config)]));
  return {
    apiVersion: DashboardAPIVersion,
    kind: DashboardKind,
    metadata: { name: dashboard.uid },
    spec: { ...spec, links: linkModels(dashboard.links), elements },
  };
}

/** Each row has a grid of its own, whose origin is the row's upper left corner. */
function layout(dashboard: CompiledDashboard): RowsBuilder {
  return rows().rows(
    dashboard.rows.map(({ definition, position, panels }) =>
      row(definition.title)
        .collapse(definition.isCollapsed)
        .layout(
          grid().items(
            panels.map((panel) =>
              gridItem(panel.definition.key)
                .x(panel.position.x)
                .y(panel.position.y - position.y - position.h)
                .width(panel.position.w)
                .height(panel.position.h),
            ),
          ),
        ),
    ),
  );
}
