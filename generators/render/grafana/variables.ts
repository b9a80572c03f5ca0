import type { Variable } from '../../define/dashboard.ts';

type QueryVariable = Extract<Variable, { kind: 'query' }>;

/** What the viewer's choice is before the first choice. */
export interface VariableOption {
  readonly text: string | string[];
  readonly value: string | string[];
}

/** What Grafana puts for "All". `.*` would also match series that lack the label. */
export function allValue({ all = '.+' }: QueryVariable): string {
  return all;
}

/** Everything, or the value that the definition names; undefined where Grafana takes the first it finds. */
export function initialOption(variable: QueryVariable): VariableOption | undefined {
  const { hasMany, initial } = variable;
  if (initial !== undefined) {
    return hasMany ? { text: [initial], value: [initial] } : { text: initial, value: initial };
  }
  return hasMany ? { text: ['All'], value: ['$__all'] } : undefined;
}

/** The form in which Grafana's own editor saves a query for the values of a variable. */
export interface VariableQuery {
  readonly qryType: 1;
  readonly query: string;
  readonly refId: 'PrometheusVariableQueryEditor-VariableQuery';
}

/** `qryType` 1 is `label_values()`. */
export function variableQuery({ query }: QueryVariable): VariableQuery {
  return { qryType: 1, query, refId: 'PrometheusVariableQueryEditor-VariableQuery' };
}
