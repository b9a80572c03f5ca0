import { panelRule } from '../rule.ts';

/** Not stat and gauge, unlike the other rules. */
const TYPES: ReadonlySet<string> = new Set(['singlestat', 'graph', 'table', 'timeseries']);

/** Panels use the picked data source, said on the panel itself: one on the targets alone does not count. */
export const panelDatasource = panelRule('panel-datasource-rule', TYPES, ({ datasource }, { variables }) => {
  const { uid } = datasource;
  if (uid === undefined) return 'the datasource of the panel has no uid';
  const isPicked = variables
    .filter(({ type }) => type.toLowerCase() === 'datasource')
    .some(({ name }) => uid === `$${name}` || uid === `\${${name}}`);
  return isPicked ? undefined : `the panel uses datasource "${uid}", not one that the viewer picks`;
});
