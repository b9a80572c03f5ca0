import { isPrometheusDashboard, type LintedVariable } from '../model.ts';
import { parseQuery } from '../promql.ts';
import { dashboardRule } from '../rule.ts';

const QUERY = /([a-z_]+)\((.+)\)/;
const FUNCTIONS: ReadonlySet<string> = new Set(['label_names', 'label_values', 'metrics', 'query_result']);

/** The queries of variables are functions of Grafana's Prometheus data source over PromQL. */
export const templateLabelPromql = dashboardRule('template-label-promql-rule', (dashboard) => {
  if (!isPrometheusDashboard(dashboard)) return [];
  return dashboard.variables.flatMap((variable) => {
    const problem = variable.type === 'query' ? problemOf(variable, dashboard.variables) : undefined;
    return problem === undefined ? [] : [`variable "${variable.name}" ${problem}`];
  });
});

function problemOf({ query }: LintedVariable, variables: readonly LintedVariable[]): string | undefined {
  const [, name = '', argument = ''] = QUERY.exec(query) ?? [];
  if (name === '') return `has a query that is no function call: ${query}`;
  if (!FUNCTIONS.has(name)) return `has a query with an unknown function: ${name}`;
  // The linter is content if the argument begins with an expression: a label may follow.
  return parseQuery(beforeTopLevelComma(argument), variables)
    ? undefined
    : `has a query with invalid PromQL: ${argument}`;
}

function beforeTopLevelComma(argument: string): string {
  let depth = 0;
  for (const { 0: token, index } of argument.matchAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[(){}[\],]/g)) {
    if ('({['.includes(token)) depth += 1;
    else if (')}]'.includes(token)) depth -= 1;
    else if (token === ',' && depth === 0) return argument.slice(0, index);
  }
  return argument;
}
