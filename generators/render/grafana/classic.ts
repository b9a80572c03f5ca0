import {
  type AnnotationQuery,
  AnnotationQueryBuilder,
  ConstantVariableBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkType,
  DatasourceVariableBuilder,
  PanelBuilder,
  QueryVariableBuilder,
  RowBuilder,
  type RowPanel,
  VariableHide,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { CompiledDashboard, CompiledPanel, CompiledRow } from '../../compile/model.ts';
import type { ServiceConfig } from '../../config/config.ts';
import type { Annotation, Variable } from '../../define/dashboard.ts';
import { annotationFilter } from './annotation-filter.ts';
import { linkModels } from './dashboard-links.ts';
import { PLUGIN_VERSION } from './plugin-version.ts';
import { DATASOURCE_REFERENCE, queryModel } from './query.ts';
import { fieldConfigOf, optionsOf } from './style.ts';
import { transformationsOf } from './table.ts';
import { dashboardTags } from './tags.ts';
import { allValue, initialOption, variableQuery } from './variables.ts';

const DATASOURCE = { type: 'prometheus', uid: DATASOURCE_REFERENCE } as const;

/**
 * The dashboard in the classic model: what file provisioning, the sidecar and the import page of Grafana 11 to 13
 * take. Of the SDK it uses the builders; ids, refIds and positions are ours, because the SDK leaves panels without
 * them and moves panels by its own reckoning.
 */
export function classicDashboard(
  dashboard: CompiledDashboard,
  config: ServiceConfig,
): Record<string, unknown> {
  const { variables, annotations } = dashboard.definition;
  const { refresh, range, schemaVersion } = config.grafana;
  const model = new DashboardBuilder(dashboard.title)
    .uid(dashboard.uid)
    .description(dashboard.description)
    .tags(dashboardTags(config))
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .timezone('browser')
    .time({ from: `now-${range}`, to: 'now' })
    .refresh(refresh)
    .variables(variables.map((variable) => ({ build: () => variableModel(variable) })))
    .build();
  const panels = dashboard.rows.flatMap((row) => rowModels(row, config));
  return {
    ...model,
    schemaVersion,
    links: linkModels(dashboard.links),
    annotations: {
      list: [builtInAnnotation(), ...annotations.map((one) => annotationModel(one, dashboard))],
    },
    panels,
  };
}

/** The panels of a collapsed row are inside of it; those of an open one follow it. */
function rowModels({ definition, id, position, panels }: CompiledRow, config: ServiceConfig): object[] {
  const { title, isCollapsed } = definition;
  const row: RowPanel = new RowBuilder(title)
    .collapsed(isCollapsed)
    .gridPos({ ...position })
    .build();
  const models = panels.map((panel) => panelModel(panel, config));
  return isCollapsed ? [{ ...row, id, panels: models }] : [{ ...row, id }, ...models];
}

function panelModel(panel: CompiledPanel, config: ServiceConfig): object {
  const { definition } = panel;
  const builder = new PanelBuilder()
    .id(panel.id)
    .title(definition.title)
    .description(panel.description)
    .datasource({ ...DATASOURCE })
    .gridPos({ ...panel.position });
  // The SDK presets what is not meant: `repeatDirection` without a repetition, links in a menu that panels do not have.
  const { repeatDirection, ...model } = builder.build();
  return {
    ...model,
    type: definition.kind,
    pluginVersion: PLUGIN_VERSION,
    ...(definition.range === undefined ? {} : { timeFrom: definition.range }),
    links: panel.links.map(({ title, url }) => ({
      title,
      type: DashboardLinkType.Link,
      url,
      targetBlank: true,
    })),
    targets: panel.targets.map((target) => ({
      refId: target.plot.ref,
      datasource: { ...DATASOURCE },
      ...queryModel(panel, target),
    })),
    transformations: [...transformationsOf(definition)],
    options: optionsOf(panel, config),
    fieldConfig: fieldConfigOf(panel, config.language),
  };
}

/** The SDK's variables carry keys of the interval type (`auto`, `auto_min`, …), which mean nothing here. */
function variableModel(variable: Variable): VariableModel {
  const model = variableOf(variable);
  const { auto, auto_min, auto_count, ...rest } = model;
  return rest;
}

function variableOf(variable: Variable): VariableModel {
  switch (variable.kind) {
    case 'datasource':
      return new DatasourceVariableBuilder(variable.name).label(variable.label).type('prometheus').build();
    case 'query':
      return queryVariable(variable);
    case 'constant':
      return constantVariable(variable);
  }
}

/** Not in the URL, for which it can be too long. */
function constantVariable({ name, value }: Extract<Variable, { kind: 'constant' }>): VariableModel {
  return {
    ...new ConstantVariableBuilder(name).value(value).build(),
    // The dashboard linter reads the current value.
    current: { text: name, value, selected: true },
    hide: VariableHide.HideVariable,
    skipUrlSync: true,
  };
}

function queryVariable(variable: Extract<Variable, { kind: 'query' }>): VariableModel {
  const builder = new QueryVariableBuilder(variable.name)
    .label(variable.label)
    .datasource({ ...DATASOURCE })
    .query({ ...variableQuery(variable) })
    .definition(variable.query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(variable.hasMany)
    .includeAll(variable.hasMany);
  if (variable.hasMany) builder.allValue(allValue(variable));
  const current = initialOption(variable);
  if (current !== undefined) builder.current({ ...current, selected: true });
  return builder.build();
}

function builtInAnnotation(): object {
  return withoutPlacement(
    new AnnotationQueryBuilder()
      .name('Annotations & Alerts')
      .builtIn(1)
      .datasource({ type: 'grafana', uid: '-- Grafana --' })
      .enable(true)
      .hide(true)
      .iconColor('rgba(0, 211, 255, 1)')
      .type('dashboard')
      .build(),
  );
}

/** The SDK moves every annotation out of sight, into the controls menu (grafana/grafana-foundation-sdk#1202). */
function withoutPlacement({ placement, ...annotation }: AnnotationQuery): object {
  return annotation;
}

function annotationModel(annotation: Annotation, dashboard: CompiledDashboard): object {
  const filter = annotationFilter(annotation, dashboard);
  const model = new AnnotationQueryBuilder()
    .name(annotation.name)
    .datasource({ ...DATASOURCE })
    .enable(true)
    .hide(false)
    .iconColor(annotation.color)
    .expr(annotation.query)
    .build();
  return {
    ...withoutPlacement(model),
    step: annotation.step,
    titleFormat: annotation.title,
    textFormat: annotation.text,
    tagKeys: annotation.tags.join(','),
    useValueForTime: false,
    ...(filter && { filter }),
  };
}
