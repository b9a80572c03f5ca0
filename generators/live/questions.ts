import { isRecord, recordOf, recordsOf } from '../base/record.ts';

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
  const document = recordOf(dashboard);
  return isRecord(document.spec) ? questionsOfV2(document.spec) : questionsOfClassic(document);
}

function questionsOfClassic(dashboard: Json): DashboardQuestions {
  const panels = recordsOf(dashboard.panels).flatMap((panel) => [panel, ...recordsOf(panel.panels)]);
  const variables = recordsOf(recordOf(dashboard.templating).list).filter(({ type }) => type === 'query');
  const annotations = recordsOf(recordOf(dashboard.annotations).list).filter(
    ({ expr }) => typeof expr === 'string',
  );
  return {
    questions: [
      ...panels.flatMap((panel) =>
        recordsOf(panel.targets).map((target) => panelQuestion(panel.title, target.refId, target)),
      ),
      ...variables.flatMap((variable) => variableQuestion(variable, recordOf(variable.query))),
      ...annotations.map((annotation) => annotationQuestion(annotation.name, annotation.expr)),
    ],
    variables: variables.map(variableOf),
  };
}

function questionsOfV2(spec: Json): DashboardQuestions {
  const panels = Object.values(recordOf(spec.elements)).map((element) => recordOf(recordOf(element).spec));
  const variables = recordsOf(spec.variables).filter(({ kind }) => kind === 'QueryVariable');
  const annotations = recordsOf(spec.annotations).map((annotation) => recordOf(annotation.spec));
  return {
    questions: [
      ...panels.flatMap((panel) =>
        recordsOf(recordOf(recordOf(panel.data).spec).queries).map((query) => {
          const { refId, query: data } = recordOf(query.spec);
          return panelQuestion(panel.title, refId, recordOf(recordOf(data).spec));
        }),
      ),
      ...variables.flatMap(({ spec: variable }) =>
        variableQuestion(recordOf(variable), recordOf(recordOf(recordOf(variable).query).spec)),
      ),
      ...annotations.flatMap(({ name, query }) => {
        const { expr } = recordOf(recordOf(query).spec);
        return typeof expr === 'string' ? [annotationQuestion(name, expr)] : [];
      }),
    ],
    variables: variables.map(({ spec: variable }) => variableOf(recordOf(variable))),
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
  const { value } = recordOf(current);
  return {
    name: String(name),
    allValue: typeof allValue === 'string' ? allValue : undefined,
    includesAll: includeAll === true,
    isMulti: multi === true,
    current: typeof value === 'string' && value !== '$__all' ? value : undefined,
  };
}
