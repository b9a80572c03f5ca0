import { isRecord } from '../base/record.ts';

/** A query of a dashboard, read from the file that Grafana gets. */
export interface Question {
  readonly kind: 'panel' | 'variable' | 'annotation';
  /** `<panel>, query <refId>`, or the name of the variable or annotation. */
  readonly name: string;
  /** With Grafana's variables. */
  readonly expression: string;
  readonly isRange: boolean;
  /** Of `label_values(<expression>, <label>)`. */
  readonly label?: string;
}

export interface DashboardVariable {
  readonly name: string;
  /** The value for "All", as in the dashboard. */
  readonly allValue: string | undefined;
  readonly includesAll: boolean;
  readonly isMulti: boolean;
  /** The initial value. */
  readonly current: string | undefined;
}

export interface DashboardQuestions {
  readonly questions: readonly Question[];
  /** Those with a Prometheus query, in order. */
  readonly variables: readonly DashboardVariable[];
}

type Json = Readonly<Record<string, unknown>>;

/** The queries of a dashboard in the classic model or in the API's version v2. */
export function questionsOf(dashboard: unknown): DashboardQuestions {
  const document = at(dashboard);
  return isRecord(document.spec) ? questionsOfV2(document.spec) : questionsOfClassic(document);
}

function questionsOfClassic(dashboard: Json): DashboardQuestions {
  const panels = all(dashboard.panels).flatMap((panel) => [panel, ...all(panel.panels)]);
  const variables = all(at(dashboard.templating).list).filter(({ type }) => type === 'query');
  const annotations = all(at(dashboard.annotations).list).filter(({ expr }) => typeof expr === 'string');
  return {
    questions: [
      ...panels.flatMap((panel) =>
        all(panel.targets).map((target) => panelQuestion(panel.title, target.refId, target)),
      ),
      ...variables.flatMap((variable) => variableQuestion(variable, at(variable.query))),
      ...annotations.map((annotation) => annotationQuestion(annotation.name, annotation.expr)),
    ],
    variables: variables.map(variableOf),
  };
}

function questionsOfV2(spec: Json): DashboardQuestions {
  const panels = Object.values(at(spec.elements)).map((element) => at(at(element).spec));
  const variables = all(spec.variables).filter(({ kind }) => kind === 'QueryVariable');
  const annotations = all(spec.annotations).map((annotation) => at(annotation.spec));
  return {
    questions: [
      ...panels.flatMap((panel) =>
        all(at(at(panel.data).spec).queries).map((query) => {
          const { refId, query: data } = at(query.spec);
          return panelQuestion(panel.title, refId, at(at(data).spec));
        }),
      ),
      ...variables.flatMap(({ spec: variable }) =>
        variableQuestion(at(variable), at(at(at(variable).query).spec)),
      ),
      ...annotations.flatMap(({ name, query }) => {
        const { expr } = at(at(query).spec);
        return typeof expr === 'string' ? [annotationQuestion(name, expr)] : [];
      }),
    ],
    variables: variables.map(({ spec: variable }) => variableOf(at(variable))),
  };
}

function panelQuestion(title: unknown, refId: unknown, { expr, instant }: Json): Question {
  return {
    kind: 'panel',
    name: `${title}, query ${refId}`,
    expression: String(expr),
    isRange: instant !== true,
  };
}

function variableQuestion({ name }: Json, { query }: Json): Question[] {
  const [, expression, label] = /^label_values\((.*),\s*(\w+)\)$/s.exec(String(query)) ?? [];
  if (expression === undefined || label === undefined) return [];
  return [{ kind: 'variable', name: String(name), expression, isRange: false, label }];
}

function annotationQuestion(name: unknown, expression: unknown): Question {
  return { kind: 'annotation', name: String(name), expression: String(expression), isRange: true };
}

function variableOf({ name, allValue, includeAll, multi, current }: Json): DashboardVariable {
  const { value } = at(current);
  return {
    name: String(name),
    allValue: typeof allValue === 'string' ? allValue : undefined,
    includesAll: includeAll === true,
    isMulti: multi === true,
    current: typeof value === 'string' && value !== '$__all' ? value : undefined,
  };
}

function at(value: unknown): Json {
  return isRecord(value) ? value : {};
}

function all(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
