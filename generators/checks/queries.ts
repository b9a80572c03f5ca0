import type { Series } from '../../metrics/contract.ts';
import type { CompiledService } from '../definitions/compiled.ts';
import type { Place } from '../definitions/diagnostic.ts';
import {
  type Analysis,
  analyse,
  type Catalogue,
  catalogueOf,
  type Labels,
  labelsOf,
  narrowedTo,
  type Span,
} from '../promql/analysis.ts';
import { alertDefinition, type Definition, panelDefinition, placeOf, recordDefinition } from './place.ts';
import { panelsOf } from './service.ts';

/** A query of a service, wherever it stands, with what its text says. */
export interface CheckedQuery {
  readonly origin: 'panel' | 'alert' | 'recording rule' | 'annotation' | 'variable';
  readonly definition: Definition;
  readonly expression: string;
  readonly analysis: Analysis;
  /** What the metric names of this query mean. */
  readonly catalogue: Catalogue;
  /** Output labels, inferred from the text. */
  readonly labels: Labels;
  /** The place of a stretch of the query, or of the whole of it. */
  at(span?: Span): Place;
}

/** `label_values(selector, label)` of a variable. */
export const LABEL_VALUES = /^\s*label_values\(\s*(?:([\s\S]+),\s*)?([A-Za-z_]\w*)\s*\)\s*$/;

const known = new WeakMap<CompiledService, readonly CheckedQuery[]>();

/** Every query of the service. They are read once, whatever the number of checks. */
export function queriesOf(service: CompiledService): readonly CheckedQuery[] {
  const before = known.get(service);
  if (before !== undefined) return before;
  const queries = [...readQueries(service)];
  known.set(service, queries);
  return queries;
}

/** The queries whose series are evaluated by Prometheus on its own, without a viewer. */
export function isRule(query: CheckedQuery): boolean {
  return query.origin === 'alert' || query.origin === 'recording rule';
}

function* readQueries(service: CompiledService): Generator<CheckedQuery> {
  const catalogue = catalogueOf(service.project.contract);
  for (const panel of panelsOf(service)) {
    const { name, site } = panelDefinition(panel);
    for (const { plot, query, expression } of panel.targets) {
      const definition = { name: `${name}, target ${plot.ref}`, ...(site ? { site } : {}) };
      yield checked('panel', definition, expression, catalogue, query.reads);
    }
  }
  for (const rule of service.groups.flatMap((group) => group.rules)) {
    if (rule.kind === 'alert') {
      const { reads } = rule.definition.condition.query;
      yield checked('alert', alertDefinition(rule), rule.expression, catalogue, reads);
    } else {
      const { reads } = rule.definition.query;
      yield checked('recording rule', recordDefinition(rule), rule.expression, catalogue, reads);
    }
  }
  const { annotations, variables } = service.dashboard.definition;
  for (const { name, query } of annotations) {
    yield checked('annotation', { name: `dashboard annotation "${name}"` }, query, catalogue, []);
  }
  for (const variable of variables) {
    if (variable.kind !== 'query') continue;
    const selector = LABEL_VALUES.exec(variable.query)?.[1];
    if (selector === undefined) continue;
    yield checked('variable', { name: `dashboard variable ${variable.name}` }, selector, catalogue, []);
  }
}

function checked(
  origin: CheckedQuery['origin'],
  definition: Definition,
  expression: string,
  contract: Catalogue,
  reads: readonly Series[],
): CheckedQuery {
  const catalogue = narrowedTo(contract, reads);
  const analysis = analyse(expression);
  const labels = analysis.syntax === undefined ? 'unknown' : labelsOf(analysis.syntax, catalogue);
  const at = (span?: Span) => placeOf(definition, expression, span);
  return { origin, definition, expression, analysis, catalogue, labels, at };
}
