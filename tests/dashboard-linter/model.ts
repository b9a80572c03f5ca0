import { DiagnosticError } from 'observability-as-code';
import type { VariableValue } from './expand.ts';
import { isObject, type JsonObject, numberAt, objectAt, objectsAt, textAt } from './json.ts';
import { type ParsedQuery, parseQuery } from './promql.ts';

/** A classic dashboard as grafana/dashboard-linter sees it. */
export interface LintedDashboard {
  readonly title: string;
  readonly isEditable: boolean;
  readonly variables: readonly LintedVariable[];
  /** Those of the old `rows` first, then all others, each before the panels that it holds. */
  readonly panels: readonly LintedPanel[];
  readonly topLevelPanelIds: readonly number[];
}

export interface LintedVariable extends VariableValue {
  readonly type: string;
  readonly label: string;
  readonly query: string;
  readonly datasource: Datasource;
  readonly refresh: number;
  readonly isMulti: boolean;
  readonly allValue: string;
}

/** `uid` is undefined where the reference has a form that the linter does not read. */
export interface Datasource {
  readonly uid: string | undefined;
  readonly type: string;
}

export interface LintedPanel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly datasource: Datasource;
  readonly fieldConfig: JsonObject;
  readonly options: JsonObject;
  /** Undefined where the panel has no list of targets; an empty list is one. */
  readonly targets: readonly LintedTarget[] | undefined;
}

export interface LintedTarget {
  readonly index: number;
  readonly expression: string;
  /** Undefined where the expression is no PromQL. */
  readonly query: ParsedQuery | undefined;
  /** Of a target that shows the results of another panel. */
  readonly panelId: number;
  readonly isHidden: boolean;
  readonly datasource: Datasource;
}

/** Throws where the linter itself would not get through the file. */
export function readDashboard(json: unknown): LintedDashboard {
  if (!isObject(json)) throw unreadable('the dashboard', 'is not an object');
  const topLevel = objectsAt(json, 'panels');
  const inRows = objectsAt(json, 'rows').flatMap((row) => objectsAt(row, 'panels'));
  const variables = objectsAt(objectAt(json, 'templating'), 'list').map(readVariable);
  return {
    title: textAt(json, 'title'),
    isEditable: json.editable === true,
    variables,
    panels: [...inRows, ...topLevel].flatMap(withNested).map((panel) => readPanel(panel, variables)),
    topLevelPanelIds: topLevel.map((panel) => numberAt(panel, 'id')),
  };
}

function withNested(panel: JsonObject): JsonObject[] {
  return [panel, ...objectsAt(panel, 'panels').flatMap(withNested)];
}

function readVariable(variable: JsonObject): LintedVariable {
  const name = textAt(variable, 'name');
  const [option] = objectsAt(variable, 'options');
  return {
    name,
    type: textAt(variable, 'type'),
    label: textAt(variable, 'label'),
    query: readQuery(variable),
    datasource: readDatasource(variable.datasource),
    refresh: numberAt(variable, 'refresh'),
    isMulti: variable.multi === true,
    allValue: textAt(variable, 'allValue'),
    value:
      readValue(name, objectAt(variable, 'current').value) || (option ? readValue(name, option.value) : ''),
  };
}

function readQuery(variable: JsonObject): string {
  const { query } = variable;
  if (typeof query === 'string') return query;
  if (isObject(query)) return textAt(query, 'query');
  const type = textAt(variable, 'type');
  if (type === 'adhoc' || type === 'custom') return '';
  throw unreadable(`variable ${textAt(variable, 'name')}`, 'has no query');
}

function readValue(variable: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof first === 'string') return first;
  throw unreadable(`variable ${variable}`, 'has a value that is neither a text nor a list of texts');
}

function readDatasource(datasource: unknown): Datasource {
  if (datasource === undefined || datasource === null) return { uid: '', type: '' };
  if (typeof datasource === 'string') return { uid: datasource, type: '' };
  if (!isObject(datasource)) return { uid: undefined, type: '' };
  const { uid } = datasource;
  return { uid: typeof uid === 'string' ? uid : undefined, type: textAt(datasource, 'type') };
}

function readPanel(panel: JsonObject, variables: readonly LintedVariable[]): LintedPanel {
  const hasTargets = panel.targets !== undefined && panel.targets !== null;
  return {
    id: numberAt(panel, 'id'),
    type: textAt(panel, 'type'),
    title: textAt(panel, 'title'),
    description: textAt(panel, 'description'),
    datasource: readDatasource(panel.datasource),
    fieldConfig: objectAt(panel, 'fieldConfig'),
    options: objectAt(panel, 'options'),
    targets: hasTargets
      ? objectsAt(panel, 'targets').map((target, index) => readTarget(target, index, variables))
      : undefined,
  };
}

function readTarget(target: JsonObject, index: number, variables: readonly LintedVariable[]): LintedTarget {
  const expression = textAt(target, 'expr');
  return {
    index,
    expression,
    query: parseQuery(expression, variables),
    panelId: numberAt(target, 'panelId'),
    isHidden: target.hide === true,
    datasource: readDatasource(target.datasource),
  };
}

function unreadable(what: string, problem: string): DiagnosticError {
  return DiagnosticError.of({
    code: 'grafana/linter-input',
    place: { definition: what },
    message: `${what} ${problem}, so grafana/dashboard-linter cannot read the file`,
    reason: 'The linter stops at the first file that it cannot read, and no rule is checked.',
    remedy:
      'Give query variables a query, and `current` and `options` values that are texts or lists of texts.',
  });
}

/** The first variable that picks a data source decides what the linter takes the dashboard for. */
export function isPrometheusDashboard({ variables }: LintedDashboard): boolean {
  return variables.find(({ type }) => type === 'datasource')?.query === 'prometheus';
}
