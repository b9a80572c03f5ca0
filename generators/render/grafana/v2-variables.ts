import {
  ConstantVariableBuilder,
  type DataQueryKind,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableHide,
  type VariableKind,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboardv2';
import type { Variable } from '../../define/dashboard.ts';
import { DATASOURCE_REFERENCE } from './query.ts';
import { allValue, initialOption, variableQuery } from './variables.ts';

/** Variables of the v2 model. The SDK's presets (no query, never refreshed) would leave the picker empty. */
export function v2Variable(variable: Variable): VariableKind {
  switch (variable.kind) {
    case 'datasource':
      return datasourceVariable(variable);
    case 'query':
      return queryVariable(variable);
    case 'constant':
      return constantVariable(variable);
  }
}

function constantVariable({ name, value }: Extract<Variable, { kind: 'constant' }>): VariableKind {
  return new ConstantVariableBuilder(name)
    .query(value)
    .current({ text: name, value })
    .hide(VariableHide.HideVariable)
    .skipUrlSync(true)
    .build();
}

function datasourceVariable({ name, label }: Extract<Variable, { kind: 'datasource' }>): VariableKind {
  return (
    new DatasourceVariableBuilder(name)
      .label(label)
      .pluginId('prometheus')
      .refresh(VariableRefresh.OnDashboardLoad)
      // Grafana's default data source; where that is no Prometheus, Grafana takes the first that is.
      .current({ text: 'default', value: 'default' })
      .hide(VariableHide.DontHide)
      .allowCustomValue(false)
      .build()
  );
}

function queryVariable(variable: Extract<Variable, { kind: 'query' }>): VariableKind {
  const query: DataQueryKind = {
    kind: 'DataQuery',
    group: 'prometheus',
    version: 'v0',
    datasource: { name: DATASOURCE_REFERENCE },
    spec: variableQuery(variable),
  };
  const builder = new QueryVariableBuilder(variable.name)
    .label(variable.label)
    .query({ build: () => query })
    .definition(variable.query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .hide(VariableHide.DontHide)
    .multi(variable.hasMany)
    .includeAll(variable.hasMany)
    .allowCustomValue(false);
  if (variable.hasMany) builder.allValue(allValue(variable));
  const current = initialOption(variable);
  if (current !== undefined) builder.current(current);
  return builder.build();
}
