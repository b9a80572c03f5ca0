import type { Panel, Plot } from '../../define/dashboard.ts';

/** A transformation of query results. The classic model names it `id`, v2 `group`. */
export interface Transformation {
  readonly id: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** The heading of a plot's values in a table. A legend with `{{label}}` cannot be one: each label has its own column. */
export function columnName(panel: Panel, plot: Plot): string {
  return plot.legend === '' || plot.legend.includes('{{') ? panel.title : plot.legend;
}

/** The initial order of the rows; by default by the first plot, largest first. */
export function sortingOf(panel: Panel): readonly { readonly displayName: string; readonly desc: boolean }[] {
  const [first] = panel.plots;
  const orders =
    panel.order ?? (first ? [{ column: columnName(panel, first), first: 'largest' } as const] : []);
  return orders.map(({ column, first }) => ({ displayName: column, desc: first === 'largest' }));
}

/** Joins the queries of a table on their labels, and names the columns of values. Other panels need none. */
export function transformationsOf(panel: Panel): readonly Transformation[] {
  if (panel.kind !== 'table') return [];
  const { plots, columns = [] } = panel;
  const isSingle = plots.length === 1;
  // https://github.com/grafana/grafana/blob/main/packages/grafana-prometheus/src/result_transformer.ts names them so.
  const valueField = (plot: Plot) => (isSingle ? 'Value' : `Value #${plot.ref}`);
  const organize: Transformation = {
    id: 'organize',
    options: {
      excludeByName: { Time: true, __name__: true },
      indexByName: {},
      renameByName: Object.fromEntries([
        ...columns.flatMap(({ of, title }) => (title === undefined ? [] : [[of, title]])),
        ...plots.map((plot) => [valueField(plot), columnName(panel, plot)]),
      ]),
    },
  };
  return isSingle ? [organize] : [{ id: 'merge', options: {} }, organize];
}
