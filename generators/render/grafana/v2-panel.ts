import {
  DataLinkBuilder,
  PanelBuilder,
  QueryGroupBuilder,
  QueryOptionsSpecBuilder,
  TargetBuilder,
  TransformationBuilder,
} from '@grafana/grafana-foundation-sdk/dashboardv2';
import { PromQueryFormat, QueryEditorMode, QueryV2Builder } from '@grafana/grafana-foundation-sdk/prometheus';
import type { CompiledPanel, Target } from '../../compile/model.ts';
import type { ServiceConfig } from '../../config/config.ts';
import { PLUGIN_VERSION } from './plugin-version.ts';
import { DATASOURCE_REFERENCE, queryModel } from './query.ts';
import { fieldConfigOf, optionsOf } from './style.ts';
import { transformationsOf } from './table.ts';

/** An element of the v2 model. */
export function v2Panel(panel: CompiledPanel, config: ServiceConfig): object {
  const { definition } = panel;
  const { kind, spec } = new PanelBuilder()
    .id(panel.id)
    .title(definition.title)
    .description(panel.description)
    .links(panel.links.map(({ title, url }) => new DataLinkBuilder().title(title).url(url).targetBlank(true)))
    .data(queries(panel))
    .build();
  // Not from the SDK's visualization builders: they preset what Grafana does not (no legend, tooltip of one series),
  // and know no alert list.
  const vizConfig = {
    kind: 'VizConfig',
    group: definition.kind,
    version: PLUGIN_VERSION,
    spec: { options: optionsOf(panel, config), fieldConfig: fieldConfigOf(panel, config.language) },
  };
  return { kind, spec: { ...spec, vizConfig } };
}

function queries(panel: CompiledPanel): QueryGroupBuilder {
  const { range } = panel.definition;
  const group = new QueryGroupBuilder()
    .targets(panel.targets.map((target) => query(panel, target)))
    .transformations(
      transformationsOf(panel.definition).map(({ id, options }) =>
        new TransformationBuilder().group(id).options(options),
      ),
    );
  if (range !== undefined) group.queryOptions(new QueryOptionsSpecBuilder().timeFrom(range));
  return group;
}

function query(panel: CompiledPanel, target: Target): TargetBuilder {
  const model = queryModel(panel, target);
  return new TargetBuilder().refId(target.plot.ref).query(
    new QueryV2Builder()
      .datasource({ name: DATASOURCE_REFERENCE })
      .editorMode(QueryEditorMode.Code)
      .expr(model.expr)
      .legendFormat(model.legendFormat)
      .format(model.format === 'table' ? PromQueryFormat.Table : PromQueryFormat.TimeSeries)
      .range(model.range)
      .instant(model.instant)
      .exemplar(model.exemplar),
  );
}
