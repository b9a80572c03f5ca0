import { fillIn } from './grafana.ts';
import { type JsonObject, objectAt, objectsAt, textAt } from './json.ts';
import type { QueryResult } from './prometheus-api.ts';

/** Evaluates a table panel as Grafana does, whose queries are merged by their labels. */

export interface TableLine {
  /** By heading; absent if the query has no sample for the row. */
  readonly cells: Readonly<Record<string, string | number>>;
  /** The URL of a cell, by heading. */
  readonly links: Readonly<Record<string, string>>;
}

/** Runs the panel's queries and returns the rows from top to bottom. */
export async function linesOf(
  dashboard: JsonObject,
  panel: JsonObject,
  ask: (expression: string) => Promise<QueryResult>,
): Promise<readonly TableLine[]> {
  const constants = constantsOf(dashboard);
  const renamed = headingsOf(panel);
  const joined = new Map<string, Record<string, string | number>>();
  for (const target of objectsAt(panel, 'targets')) {
    const { samples } = await ask(fillIn(textAt(target, 'expr'), constants));
    for (const { labels, value } of samples) {
      const named = Object.entries(labels).map(
        ([label, text]) => [renamed.get(label) ?? label, text] as const,
      );
      const key = JSON.stringify([...named].sort());
      const line = joined.get(key) ?? Object.fromEntries(named);
      const field = `Value #${textAt(target, 'refId')}`;
      joined.set(key, { ...line, [renamed.get(field) ?? field]: value });
    }
  }
  const links = linksOf(panel);
  return [...joined.values()]
    .sort(byColumns(objectsAt(objectAt(panel, 'options'), 'sortBy')))
    .map((cells) => ({
      cells,
      links: Object.fromEntries(links.map(([heading, url]) => [heading, filledLink(url, cells)])),
    }));
}

function constantsOf(dashboard: JsonObject): Readonly<Record<string, string>> {
  const variables = objectsAt(objectAt(dashboard, 'templating'), 'list');
  return Object.fromEntries(
    variables
      .filter(({ type }) => type === 'constant')
      .map((variable) => [textAt(variable, 'name'), textAt(variable, 'query')]),
  );
}

function headingsOf(panel: JsonObject): ReadonlyMap<string, string> {
  const organize = objectsAt(panel, 'transformations').find(({ id }) => id === 'organize') ?? {};
  const names = objectAt(objectAt(organize, 'options'), 'renameByName');
  return new Map(Object.keys(names).map((name) => [name, textAt(names, name)]));
}

function linksOf(panel: JsonObject): readonly (readonly [string, string])[] {
  return objectsAt(objectAt(panel, 'fieldConfig'), 'overrides').flatMap((override) =>
    objectsAt(override, 'properties')
      .filter(({ id }) => id === 'links')
      .flatMap((property) => objectsAt(property, 'value'))
      .map((link) => [textAt(objectAt(override, 'matcher'), 'options'), textAt(link, 'url')] as const),
  );
}

/** https://grafana.com/docs/grafana/latest/panels-visualizations/configure-data-links/#data-link-variables */
function filledLink(url: string, cells: TableLine['cells']): string {
  return url.replaceAll(/\$\{__data\.fields\.(\w+)\}/g, (whole, heading: string) => {
    const cell = cells[heading];
    if (cell === undefined) throw new Error(`${whole} is no column of the table`);
    return encodeURI(String(cell));
  });
}

type Cells = TableLine['cells'];

/** Compares by several columns. An empty cell is lower than any number. */
function byColumns(columns: readonly JsonObject[]) {
  return (left: Cells, right: Cells): number => {
    for (const column of columns) {
      const heading = textAt(column, 'displayName');
      const [a, b] = [numberIn(left[heading]), numberIn(right[heading])];
      if (a !== b) return (a < b ? -1 : 1) * (column.desc === true ? -1 : 1);
    }
    return 0;
  };
}

function numberIn(cell: string | number | undefined): number {
  return typeof cell === 'number' ? cell : -Infinity;
}
