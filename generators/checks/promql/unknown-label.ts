import { nearest } from '../../base/nearest.ts';
import type { RenderedService } from '../../compile/model.ts';
import {
  type Aggregation,
  type Binary,
  type LabelReader,
  type Labels,
  labelsOfSeries,
  type Name,
  type Span,
  walk,
} from '../../promql/parse/index.ts';
import { defineCheck, type Finding } from '../check.ts';
import { placeOf } from '../place.ts';
import { type CheckedQuery, LABEL_VALUES, queriesOf } from '../queries.ts';

interface WrongLabel {
  readonly span: Span;
  readonly label: string;
  /** The part of the query without the label, as the subject of a sentence. */
  readonly of: string;
  readonly known: Iterable<string>;
}

export const unknownLabel = defineCheck({
  code: 'promql/unknown-label',
  severity: 'error',
  title: 'Queries use only labels that their series have',
  reason: 'A matcher on a missing label selects nothing, and grouping by one merges all series',
  page: {
    details:
      'A matcher, `by`, `without`, `on`, `ignoring`, `group_left` or `label_values` uses a label that the series do not have at that point of the query, for example because an inner aggregation drops it.',
    impact: 'A matcher on a missing label selects nothing. Grouping by one merges all series into one.',
    example: {
      language: 'promql',
      bad: 'sum by (path) (rate(http_requests_total[5m]))',
      good: 'sum by (endpoint) (rate(http_requests_total[5m]))',
    },
  },
  *find(service) {
    /** A signal with a mistake is reported once, not again for each panel and alert that uses it. */
    const reported = new Set<string>();
    for (const query of queriesOf(service)) {
      for (const { span, label, of, known } of wrongLabels(query)) {
        const mistake = `${query.signal} ${of} ${label}`;
        if (query.signal !== undefined && reported.has(mistake)) continue;
        reported.add(mistake);
        const near = nearest(label, known);
        const all = [...known].sort().join(', ') || 'none';
        yield {
          place: query.at(span),
          message: `${of} has no label "${label}"${near ? `; did you mean ${near}?` : ''}`,
          remedy: near ? `Write ${near}` : `Use one of its labels: ${all}`,
        };
      }
    }
    for (const variable of service.dashboard.definition.variables) {
      if (variable.kind === 'query') yield* wrongInVariable(service, variable.name, variable.query);
    }
  },
});

/** Checks the label of a `label_values` variable. */
function* wrongInVariable(service: RenderedService, name: string, text: string): Generator<Finding> {
  const [, selector, label] = LABEL_VALUES.exec(text) ?? [];
  const definition = { name: `dashboard variable ${name}` };
  const query = queriesOf(service).find((one) => one.origin === 'variable' && one.expression === selector);
  if (label === undefined || query === undefined || query.labels === 'unknown' || query.labels.has(label))
    return;
  const from = text.lastIndexOf(label);
  yield {
    place: placeOf(definition, text, { from, to: from + label.length }),
    message: `${selector} has no label "${label}"`,
    remedy: `Use one of its labels: ${[...query.labels].sort().join(', ')}`,
  };
}

function* wrongLabels({ analysis, catalogue, labelsAt }: CheckedQuery): Generator<WrongLabel> {
  for (const { selector } of analysis.selectors) {
    const { metric } = selector;
    const series = metric === undefined ? [] : catalogue.seriesNamed(metric.text);
    if (metric === undefined || series.length === 0) continue;
    const known = new Set(series.flatMap(labelsOfSeries));
    for (const { label } of selector.matchers) {
      if (label.text === '__name__' || known.has(label.text)) continue;
      yield { span: label, label: label.text, of: metric.text, known };
    }
  }
  if (analysis.syntax === undefined) return;
  for (const node of walk(analysis.syntax)) {
    if (node.type === 'aggregation') yield* wrongInGrouping(node, labelsAt);
    if (node.type === 'binary') yield* wrongInMatching(node, labelsAt);
  }
}

function* wrongInGrouping(node: Aggregation, labelsAt: LabelReader): Generator<WrongLabel> {
  const vector = node.arguments.at(-1);
  if (vector === undefined || node.grouping === undefined) return;
  yield* missing(node.grouping.labels, [labelsAt(vector)], `the query inside ${node.operator}()`);
}

function* wrongInMatching(node: Binary, labelsAt: LabelReader): Generator<WrongLabel> {
  const { matching } = node;
  if (matching === undefined) return;
  const [left, right] = [labelsAt(node.left), labelsAt(node.right)];
  yield* missing(matching.labels, [left, right], `what "${node.operator}" joins`);
  if (matching.group === undefined) return;
  const one = matching.group.side === 'left' ? right : left;
  const side = matching.group.side === 'left' ? 'right' : 'left';
  yield* missing(matching.group.labels, [one], `the ${side} side of "${node.operator}"`);
}

function* missing(names: readonly Name[], places: readonly Labels[], of: string): Generator<WrongLabel> {
  const known = new Set<string>();
  for (const place of places) {
    if (place === 'unknown') return;
    for (const label of place) known.add(label);
  }
  for (const name of names) {
    if (known.has(name.text) || /[$[]/.test(name.text)) continue;
    yield { span: name, label: name.text, of, known };
  }
}
