import type { Place } from '../base/diagnostic.ts';
import type { CompiledAlert, CompiledRecordingRule, CompiledService, Target } from '../compile/model.ts';
import type { Series } from '../contract/metric.ts';
import {
  type Analysis,
  analyse,
  type Catalogue,
  catalogueOf,
  type LabelReader,
  type Labels,
  labelReader,
  narrowedTo,
  type Span,
} from '../promql/parse/index.ts';
import { alertDefinition, type Definition, panelDefinition, placeOf, recordDefinition } from './place.ts';
import { panelsOf } from './service.ts';

/** The compiled parts whose `expression` is a query. */
export type Holder = Target | CompiledAlert | CompiledRecordingRule;

/** A query of a service, from any origin, with its analysis. */
export interface CheckedQuery {
  readonly origin: 'panel' | 'alert' | 'recording rule' | 'annotation' | 'variable';
  readonly definition: Definition;
  /** The target or rule with this query; absent for dashboard annotations and variables. */
  readonly holder?: Holder;
  /** Key of the signal that a panel plots or an alert compares. */
  readonly signal?: string;
  readonly expression: string;
  readonly analysis: Analysis;
  /** The metrics that this query can refer to. */
  readonly catalogue: Catalogue;
  /** Output labels, inferred from the text. */
  readonly labels: Labels;
  /** The labels of a subexpression. */
  readonly labelsAt: LabelReader;
  /** The place of a span of the query, or of the whole query. */
  at(span?: Span): Place;
}

/** `label_values(selector, label)` of a variable. */
export const LABEL_VALUES = /^\s*label_values\(\s*(?:([\s\S]+),\s*)?([A-Za-z_]\w*)\s*\)\s*$/;

interface Queries {
  readonly all: readonly CheckedQuery[];
  readonly byHolder: ReadonlyMap<Holder | undefined, CheckedQuery>;
}

const known = new WeakMap<CompiledService, Queries>();

/** Every query of the service, analysed once and shared by all checks. */
export function queriesOf(service: CompiledService): readonly CheckedQuery[] {
  return readOnce(service).all;
}

/** The query of a target, an alert or a recording rule. */
export function queryOf(service: CompiledService, holder: Holder): CheckedQuery | undefined {
  return readOnce(service).byHolder.get(holder);
}

function readOnce(service: CompiledService): Queries {
  const before = known.get(service);
  if (before !== undefined) return before;
  const all = [...readQueries(service)];
  const queries = { all, byHolder: new Map(all.map((query) => [query.holder, query])) };
  known.set(service, queries);
  return queries;
}

/** Whether Prometheus evaluates the query as a rule. */
export function isRule(query: CheckedQuery): boolean {
  return query.origin === 'alert' || query.origin === 'recording rule';
}

function* readQueries(service: CompiledService): Generator<CheckedQuery> {
  const catalogue = catalogueOf(service.project.contract);
  for (const panel of panelsOf(service)) {
    const definition = panelDefinition(panel);
    for (const target of panel.targets) {
      const { signal, ref } = target.plot;
      const named = { ...definition, name: `${definition.name}, target ${ref}` };
      const query = checked('panel', named, target.expression, catalogue, target.query.reads);
      // The text of a query is fixed in its signal, not in the panel.
      const written = { name: `signal ${signal.key}, in ${named.name}`, site: signal.site };
      const at = (span?: Span) => placeOf(written, target.expression, span);
      yield { ...query, holder: target, signal: signal.key, at };
    }
  }
  for (const rule of service.groups.flatMap((group) => group.rules)) {
    const { kind, expression } = rule;
    const definition = kind === 'alert' ? alertDefinition(rule) : recordDefinition(rule);
    const { reads } = kind === 'alert' ? rule.definition.condition.query : rule.definition.query;
    const signal = kind === 'alert' ? rule.definition.condition.threshold?.signal : undefined;
    const query = checked(kind, definition, expression, catalogue, reads);
    yield { ...query, holder: rule, ...(signal !== undefined && { signal }) };
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
  const labelsAt = labelReader(catalogue);
  const labels = analysis.syntax === undefined ? 'unknown' : labelsAt(analysis.syntax);
  const at = (span?: Span) => placeOf(definition, expression, span);
  return { origin, definition, expression, analysis, catalogue, labels, labelsAt, at };
}
