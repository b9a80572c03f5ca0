import { type JsonObject, objectsAt } from '../support/json.ts';
import { type ParsedSelector, RATE_INTERVAL, selectorsOf } from './promql.ts';
import { LINTER_UNITS } from './units.ts';

/** A classic dashboard as grafana/dashboard-linter sees it. */
export interface Linted {
  readonly dashboard: JsonObject;
  readonly variables: readonly JsonObject[];
  /** Each before the panels that it holds. */
  readonly panels: readonly JsonObject[];
  /** Values of variables that have one. */
  readonly values: ReadonlyMap<string, string>;
}

export interface Finding {
  readonly message: string;
  readonly panel?: JsonObject;
  /** Position among the panel's targets, from 0. */
  readonly target?: number;
}

type Rule = (linted: Linted) => readonly Finding[];

const objectIn = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
const textIn = (value: unknown) => (typeof value === 'string' ? value : '');
const uidOf = ({ datasource }: JsonObject) => objectIn(datasource).uid;

/** Panels whose title, unit and targets are looked at. A bar gauge or a heatmap is not among them. */
const CHECKED = ['stat', 'singlestat', 'graph', 'table', 'timeseries', 'gauge'];
/** Not stat and gauge, unlike the other rules. */
const WITH_SOURCE = ['singlestat', 'graph', 'table', 'timeseries'];
/** Panels whose queries are parsed. */
const WITH_QUERIES = ['singlestat', 'gauge', 'table', 'stat', 'state-timeline', 'timeseries'];

const problem = (isOne: boolean, message: string): readonly Finding[] => (isOne ? [{ message }] : []);

function panelRule(
  types: readonly string[],
  check: (panel: JsonObject, linted: Linted) => string | undefined,
): Rule {
  return (linted) =>
    linted.panels
      .filter(({ type }) => types.includes(textIn(type)))
      .flatMap((panel) => {
        const message = check(panel, linted);
        return message === undefined ? [] : [{ message, panel }];
      });
}

interface Query {
  readonly target: JsonObject;
  readonly expression: string;
  /** Undefined where the expression is no PromQL. */
  readonly selectors: readonly ParsedSelector[] | undefined;
  /** Of a panel whose queries are parsed. */
  readonly isParsed: boolean;
}

function queryRule(check: (query: Query, linted: Linted) => readonly string[]): Rule {
  return (linted) =>
    linted.panels.flatMap((panel) =>
      objectsAt(panel, 'targets').flatMap((target, index) => {
        const expression = textIn(target.expr);
        const selectors = selectorsOf(expression, linted.values);
        const isParsed = WITH_QUERIES.includes(textIn(panel.type));
        const messages = check({ target, expression, selectors, isParsed }, linted);
        return messages.map((message) => ({ message, panel, target: index }));
      }),
    );
}

function variableRule(name: string, label: string): Rule {
  return ({ variables }) => {
    const variable = variables.find((candidate) => candidate.name === name);
    if (variable === undefined) return problem(true, `there is no variable "${name}"`);
    const source = textIn(uidOf(variable)).replace(/^\$\{(.*)\}$/, '$$$1');
    return [
      ...problem(
        !['$datasource', '$prometheus_datasource'].includes(source),
        `${name} has another data source`,
      ),
      ...problem(variable.type !== 'query', `${name} should be of type query`),
      ...problem(variable.label !== label, `${name} should be labelled ${label}`),
      ...problem(variable.multi !== true, `${name} should be a multi select`),
      ...problem(variable.allValue !== '.+', `${name} should have allValue ".+"`),
    ];
  };
}

/** Every selector is narrowed to what the viewer picked. Panels of any type are looked at. */
const matcherRule = (label: string) =>
  queryRule(({ selectors = [] }) =>
    selectors
      .filter(({ matchers }) => !matchers.includes(`${label}=~"$${label}"`))
      .map(({ text }) => `${text} has no matcher ${label}=~"$${label}"`),
  );

/** There is no parser of LogQL for JavaScript, so every query of logs is a finding. */
const logsRule = queryRule(({ target, expression }) =>
  objectIn(target.datasource).type === 'loki' ? [`nobody knows whether this is LogQL: ${expression}`] : [],
);

const overriddenBy = (panel: JsonObject) =>
  objectsAt(objectIn(panel.fieldConfig), 'overrides').flatMap((override) =>
    objectsAt(override, 'properties'),
  );

/** The linter takes any `mappings`, even an empty list, as a sign that the values are shown as texts. */
function showsText(panel: JsonObject): boolean {
  const { fields } = objectIn(objectIn(panel.options).reduceOptions);
  if (panel.type === 'stat' && textIn(fields) !== '') return true;
  const mappings = [
    objectIn(objectIn(panel.fieldConfig).defaults).mappings,
    ...overriddenBy(panel).map(({ id, value }) => (id === 'mappings' ? value : undefined)),
  ];
  return mappings.some((value) => value !== undefined && value !== null);
}

function unitOf(panel: JsonObject): string {
  const override = overriddenBy(panel).findLast(({ id }) => id === 'unit');
  return textIn(override?.value) || textIn(objectIn(objectIn(panel.fieldConfig).defaults).unit);
}

/** The linter is content if the argument begins with an expression: a label may follow. */
function beforeComma(argument: string): string {
  let depth = 0;
  for (const { 0: token, index } of argument.matchAll(/"(?:\\.|[^"\\])*"|[(){},]/g)) {
    if ('({'.includes(token)) depth += 1;
    else if (')}'.includes(token)) depth -= 1;
    else if (token === ',' && depth === 0) return argument.slice(0, index);
  }
  return argument;
}

function mistakeIn(query: string, { values }: Linted): string | undefined {
  const [, name = '', argument = ''] =
    /^(label_names|label_values|metrics|query_result)\((.+)\)$/.exec(query) ?? [];
  if (name === '') return 'is no call of a function of the data source';
  return selectorsOf(beforeComma(argument), values) === undefined ? 'is no PromQL' : undefined;
}

/** In the order in which the linter runs them. */
export const RULES: Readonly<Record<string, Rule>> = {
  // The viewer picks the data source, by a variable whose name and label are the same in every dashboard.
  'template-datasource-rule': ({ variables }) => {
    const pickers = variables.filter(({ type }) => type === 'datasource');
    const [picker, ...others] = pickers;
    return [
      ...problem(picker === undefined || others.length > 0, 'there is not one variable of type datasource'),
      ...pickers
        .slice(0, 1)
        .flatMap(({ name, label, query }) => [
          ...problem(query !== 'prometheus', `the data source is ${query}`),
          ...problem(name !== 'datasource' || label !== 'Data source', `it is called ${name}, and ${label}`),
        ]),
    ];
  },
  'template-job-rule': variableRule('job', 'Job'),
  'template-instance-rule': variableRule('instance', 'Instance'),
  // The queries of variables are functions of Grafana's Prometheus data source over PromQL.
  'template-label-promql-rule': (linted) =>
    linted.variables
      .filter(({ type }) => type === 'query')
      .flatMap(({ name, query }) => {
        const mistake = mistakeIn(textIn(query) || textIn(objectIn(query).query), linted);
        return problem(mistake !== undefined, `the query of ${name} ${mistake}`);
      }),
  // What can be picked is what existed in the time range.
  'template-on-time-change-reload-rule': ({ variables }) =>
    variables
      .filter(({ type, refresh }) => type === 'query' && refresh !== 2)
      .map(({ name }) => ({ message: `${name} should have refresh 2 (time range change)` })),
  // Panels use the picked data source, said on the panel itself: one on the targets alone does not count.
  'panel-datasource-rule': panelRule(WITH_SOURCE, (panel, { variables }) => {
    const uid = uidOf(panel);
    const isPicked = variables
      .filter(({ type }) => type === 'datasource')
      .some(({ name }) => uid === `$${name}` || uid === `\${${name}}`);
    return isPicked ? undefined : `the panel uses datasource "${uid}", not one that the viewer picks`;
  }),
  'panel-title-description-rule': panelRule(CHECKED, ({ title, description }) =>
    textIn(title) === '' || textIn(description) === ''
      ? 'the panel lacks a title or a description'
      : undefined,
  ),
  // Grafana prints a unit that it does not know behind the number.
  'panel-units-rule': panelRule(CHECKED, (panel) =>
    showsText(panel) || LINTER_UNITS.has(unitOf(panel))
      ? undefined
      : `the panel has the unit "${unitOf(panel)}"`,
  ),
  // An empty list is enough.
  'panel-no-targets-rule': panelRule(CHECKED, ({ targets }) =>
    targets === undefined || targets === null ? 'the panel has no targets' : undefined,
  ),
  'target-logql-rule': logsRule,
  'target-logql-auto-rule': logsRule,
  // Queries are PromQL, or show the results of a panel that exists.
  'target-promql-rule': queryRule(({ target, expression, selectors, isParsed }, { dashboard }) => {
    const { panelId } = target;
    const isOfPanel = Number(panelId) > 0 && objectsAt(dashboard, 'panels').some(({ id }) => id === panelId);
    const isFine = expression === '' ? isOfPanel : selectors !== undefined;
    return isFine || !isParsed ? [] : [`invalid PromQL query: ${expression}`];
  }),
  // Other functions over a range, `increase` among them, may have a fixed one.
  'target-rate-interval-rule': queryRule(({ expression, selectors = [], isParsed }) => {
    const isFixed = ({ range, parent }: ParsedSelector) =>
      range !== undefined && range !== RATE_INTERVAL && ['', 'rate', 'irate'].includes(parent ?? 'none');
    return selectors.some(isFixed) && isParsed
      ? [`should have the range $__rate_interval: ${expression}`]
      : [];
  }),
  'target-job-rule': matcherRule('job'),
  'target-instance-rule': matcherRule('instance'),
  // The linter looks at the end of the printed selector, so one with label matchers escapes it.
  'target-counter-agg-rule': queryRule(({ selectors = [] }) => {
    const isBare = ({ metric, matchers, range, parent = '' }: ParsedSelector) =>
      metric.endsWith('_total') &&
      matchers.length === 0 &&
      (range === undefined || !['rate', 'irate', 'increase'].includes(parent));
    return selectors.some(isBare) ? ['a counter is not read through rate, irate or increase'] : [];
  }),
  // A provisioned dashboard cannot be saved, so it should not offer to be edited.
  'uneditable-dashboard': ({ dashboard }) =>
    problem(dashboard.editable === true, 'the dashboard is editable'),
};
