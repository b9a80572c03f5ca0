import { replaceVariables } from 'observability-as-code/live';
import { type JsonObject, objectAt, objectsAt, textAt } from './json.ts';

/** What Grafana does with a classic dashboard before it asks Prometheus. */

export interface PanelQuery {
  /** `<panel>, query <refId>` */
  readonly name: string;
  readonly panel: string;
  readonly refId: string;
  readonly expression: string;
}

/** All panels, rows among them, in the order of the file. */
export function panelsOf(dashboard: JsonObject): readonly JsonObject[] {
  return objectsAt(dashboard, 'panels').flatMap((panel) => [panel, ...objectsAt(panel, 'panels')]);
}

/** Every Prometheus query of every panel. */
export function queriesOf(dashboard: JsonObject): readonly PanelQuery[] {
  return panelsOf(dashboard).flatMap((panel) =>
    objectsAt(panel, 'targets').map((target) => {
      const title = textAt(panel, 'title');
      const refId = textAt(target, 'refId');
      return { name: `${title}, query ${refId}`, panel: title, refId, expression: textAt(target, 'expr') };
    }),
  );
}

export interface LabelValuesQuery {
  readonly variable: string;
  readonly selector: string;
  readonly label: string;
}

/** The `label_values(selector, label)` of each query variable. */
export function variableQueriesOf(dashboard: JsonObject): readonly LabelValuesQuery[] {
  return objectsAt(objectAt(dashboard, 'templating'), 'list')
    .filter(({ type }) => type === 'query')
    .map((variable) => {
      const name = textAt(variable, 'name');
      const query = textAt(objectAt(variable, 'query'), 'query');
      const [, selector, label] = /^label_values\((.*), (\w+)\)$/s.exec(query) ?? [];
      if (selector === undefined || label === undefined) throw new Error(`${name} asks ${query}`);
      return { variable: name, selector, label };
    });
}

/** The queries of the annotations that ask Prometheus, by name. */
export function annotationQueriesOf(dashboard: JsonObject): Readonly<Record<string, string>> {
  const annotations = objectsAt(objectAt(dashboard, 'annotations'), 'list').filter(
    (annotation) => annotation.expr !== undefined,
  );
  return Object.fromEntries(
    annotations.map((annotation) => [textAt(annotation, 'name'), textAt(annotation, 'expr')]),
  );
}

/** Everything that Grafana takes for a variable. */
export function variablesIn(text: string): readonly string[] {
  const names: string[] = [];
  replaceVariables(text, (name) => {
    names.push(name);
    return undefined;
  });
  return names;
}

/**
 * The text with its variables filled in.
 * @throws Error for one that has no value: Grafana would leave it, and the query would ask for its name.
 */
export function fillIn(text: string, values: Readonly<Record<string, string>>): string {
  return replaceVariables(text, (name) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${name} is no variable of the dashboard`);
    return value;
  });
}
