import fc, { type GeneratorValue } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Series } from '../../contract/metric.ts';
import {
  absent,
  add,
  and,
  avg,
  count,
  divide,
  histogramQuantile,
  type InstantVector,
  increase,
  matches,
  maxOverTime,
  min,
  multiply,
  or,
  rate,
  select,
  subtractFrom,
  sum,
  textOf,
  topk,
  unless,
  variables,
  vector,
  where,
} from '../index.ts';
import {
  checkoutTime,
  contract,
  lastDelivery,
  orders,
  scopeOf,
  shopUp,
  stock,
  transferred,
  warehouseUp,
} from '../testing/contract.ts';
import { type Analysis, analyse, catalogueOf, labelReader, narrowedTo, type Syntax } from './index.ts';

const catalogue = catalogueOf(contract);

function outputLabels(text: string): readonly string[] | 'unknown' {
  const { syntax } = analyse(text);
  if (syntax === undefined) throw new Error(`does not parse: ${text}`);
  const labels = labelReader(catalogue)(syntax);
  return labels === 'unknown' ? labels : [...labels].sort();
}

const TARGET = ['instance', 'job', 'namespace', 'pod'];

describe('labels of a query', () => {
  it.each<[string, readonly string[] | 'unknown']>([
    ['shop_stock', ['article', ...TARGET].sort()],
    ['nobody_knows', 'unknown'],
    ['sum(shop_stock)', []],
    ['sum by (article, nonsense) (shop_stock)', ['article']],
    ['sum by (article) (nobody_knows)', ['article']],
    ['sum without (instance, pod) (shop_stock)', ['article', 'job', 'namespace']],
    ['topk by (job) (3, shop_stock)', ['article', ...TARGET].sort()],
    ['count_values by (job) ("value", shop_stock)', ['job', 'value']],
    ['absent(shop_stock{job="a", pod=~"b", article=""})', ['job']],
    ['absent(shop_stock{job="a", job!="b"})', []],
    ['absent(sum(shop_stock))', []],
    ['vector(1)', []],
    ['hour()', []],
    ['hour(shop_last_delivery_timestamp_seconds)', TARGET],
    ['time() - shop_last_delivery_timestamp_seconds', TARGET],
    ['label_replace(sum by (job) (shop_stock), "new", "$1", "job", "(.*)")', ['job', 'new']],
    ['label_join(sum by (job) (shop_stock), "new", "-", "job")', ['job', 'new']],
    ['histogram_quantile(0.9, sum by (le, job) (rate(shop_checkout_duration_seconds_bucket[5m])))', ['job']],
    ['sum by (job, pod) (shop_stock) / on (job) sum by (job) (shop_stock)', ['job']],
    ['sum by (job, pod) (shop_stock) / on (job) group_left () sum by (job) (shop_stock)', ['job', 'pod']],
    [
      'sum by (job) (shop_stock) * on (job) group_right (x) sum by (job, pod) (shop_stock)',
      ['job', 'pod', 'x'],
    ],
    ['sum by (job, pod) (shop_stock) / ignoring (pod) sum by (job) (shop_stock)', ['job']],
    ['sum by (job, pod) (shop_stock) and on (job) sum by (job) (shop_stock)', ['job', 'pod']],
    ['sum by (job) (shop_stock) or vector(0)', ['job']],
    ['max_over_time(sum by (job) (shop_stock)[1h:5m])', ['job']],
    ['info(shop_stock)', 'unknown'],
    ['-sum by (job) (shop_stock)', ['job']],
  ])('%s has %j', (text, labels) => {
    expect(outputLabels(text)).toEqual(labels);
  });

  it('distinguishes series with one name by what the query reads', () => {
    const { syntax } = analyse('up');
    const of = (reads: readonly Series[]) => syntax && labelReader(narrowedTo(catalogue, reads))(syntax);
    expect(of([warehouseUp])).toEqual(new Set(['namespace', 'job']));
    expect(of([shopUp])).toEqual(new Set(TARGET));
    expect(of([])).toEqual(new Set(TARGET));
  });
});

describe('problems of a query', () => {
  it.each<[string, string, string]>([
    ['rate(x)', 'x', 'rate() takes a range vector, not an instant vector: add a range such as [5m]'],
    ['sum(x[5m])', 'x[5m]', 'sum() takes an instant vector, not a range vector: put it into a function'],
    ['x[5m]', 'x[5m]', 'a query must give an instant vector, not a range vector'],
    ['"text"', '"text"', 'a query must give an instant vector, not a string'],
    ['ratee(x[5m])', 'ratee', 'there is no function ratee(); did you mean rate()?'],
    ['clamp(x, 1)', 'clamp(x, 1)', 'clamp() takes 3 arguments, not 2'],
    ['hour(a, b)', 'hour(a, b)', 'hour() takes 0 to 1 arguments, not 2'],
    ['label_join(a)', 'label_join(a)', 'label_join() takes 3 to any arguments, not 1'],
    ['1 > 2', '>', 'two numbers can only be compared with "bool"'],
    ['x and 1', 'and', '"and" joins two queries, not a number'],
    ['x + bool y', '+', '"bool" can only follow a comparison'],
    ['x + y[5m]', 'y[5m]', '"+" takes an instant vector, not a range vector'],
    ['(a + b)[5m]', '5m', 'a range can only follow a selector'],
    ['a b', 'b', '"b" cannot stand here'],
    ['sum(x', '', 'the query ends too early'],
    ['x{a="b', '', 'the query ends too early'],
    ['x{a="\\q"}', '"\\q"', 'this string does not end, or holds an escape that PromQL lacks'],
    ['  ', '', 'the query is empty'],
    ['sum by (job) (rate(x{job="$job"}[$__rate_interval]) > ', '', 'the query ends too early'],
  ])('%s: at %j', (text, at, message) => {
    const [problem] = analyse(text).problems;
    expect(problem?.message).toContain(message);
    expect(text.slice(problem?.from, problem?.to)).toBe(at);
  });

  it.each([
    ['topk($limit, x) by ($label)'],
    ['rate({"metric.with.dots", "label.with.dots"="x"}[5m])'],
    ['x offset -5m @ end() > bool y'],
    ['max_over_time((a + b)[1h:5m] offset 1d)'],
    ['sum(x) by (a,) / ignoring(a) group_left sum(y) # why'],
    ['hour() > 8 and on () vector(1)'],
    ['sum without () (1 - x ^ 2 % 0x1F)'],
    ['rate(x[${window}])'],
  ])('%s has none', (text) => {
    expect(analyse(text).problems).toEqual([]);
  });
});

describe('shape of a query', () => {
  const shapeOf = (node: Syntax | undefined): string => {
    if (node === undefined) return '';
    const offset = 'offset' in node && node.offset ? `@${node.offset.text}` : '';
    switch (node.type) {
      case 'selector':
        return `${node.metric?.text}${offset}`;
      case 'binary':
        return `(${shapeOf(node.left)} ${node.operator} ${shapeOf(node.right)})`;
      case 'unary':
        return `${node.operator}${shapeOf(node.inner)}`;
      case 'subquery':
        return `${shapeOf(node.inner)}[]${offset}`;
      case 'number':
        return String(node.value);
      default:
        return node.type;
    }
  };

  it.each([
    ['a + b offset 5m * c', '(a + (b@5m * c))'],
    ['a > 1 and b offset 1h < 2', '((a > 1) and (b@1h < 2))'],
    ['a ^ b ^ c', '(a ^ (b ^ c))'],
    ['a - b - c', '((a - b) - c)'],
    ['-a ^ 2 + b', '(-(a ^ 2) + b)'],
    ['a or b unless c', '(a or (b unless c))'],
    ['(a or b) unless c', '((a or b) unless c)'],
    ['a == 1h', '(a == 3600)'],
    ['a < -Inf', '(a < -Infinity)'],
  ])('%s is read as Prometheus reads it', (text, shape) => {
    expect(shapeOf(analyse(text).syntax)).toBe(shape);
  });
});

describe('selectors of a query', () => {
  const uses = (text: string) =>
    analyse(text).selectors.map(({ selector, consumer, isSubqueried, isPresenceOnly, reach }) => ({
      metric: selector.metric?.text,
      consumer,
      isSubqueried,
      isPresenceOnly,
      minutes: reach / 60_000,
    }));

  it.each([
    ['rate(x[5m] offset 1h)', { consumer: 'rate', isSubqueried: false, isPresenceOnly: false, minutes: 65 }],
    ['rate(x[1h:5m])', { consumer: 'rate', isSubqueried: true, isPresenceOnly: false, minutes: 60 }],
    [
      'max_over_time(rate(x[5m])[1h:])',
      { consumer: 'rate', isSubqueried: false, isPresenceOnly: false, minutes: 65 },
    ],
    ['count(x) > 3', { consumer: 'count', isSubqueried: false, isPresenceOnly: true, minutes: 0 }],
    ['count(x > 3)', { consumer: undefined, isSubqueried: false, isPresenceOnly: false, minutes: 0 }],
    ['vector(1) unless x', { consumer: undefined, isSubqueried: false, isPresenceOnly: true, minutes: 0 }],
    ['-x', { consumer: undefined, isSubqueried: false, isPresenceOnly: false, minutes: 0 }],
  ])('%s', (text, expected) => {
    expect(uses(text)).toEqual([{ metric: 'x', ...expected }]);
  });

  it('takes the metric name from anywhere', () => {
    expect(uses('{__name__="x"} + {"x"} + x').map((use) => use.metric)).toEqual(['x', 'x', 'x']);
  });

  it('knows which values Grafana fills in', () => {
    const matchers = analyse('x{a="$a", b="b", c=~"x|${c}"}').selectors[0]?.selector.matchers;
    expect(matchers?.map((matcher) => matcher.hasVariable)).toEqual([true, false, true]);
  });
});

describe('a query from the builder', () => {
  const anyValue = fc.string({
    unit: fc.constantFrom(
      '"',
      '\\',
      '\n',
      '{{',
      '$',
      '${',
      '[[',
      '한',
      '😀',
      '\ud800',
      '\0',
      '\x7f',
      "'",
      '#',
      'a',
    ),
    maxLength: 8,
  });
  /** The builder refuses NaN. */
  const anyNumber = fc.double({ noNaN: true });
  const anyWindow = fc.constantFrom('5m', '1h', '$__rate_interval');

  /** Aggregations make two random sides joinable: both keep these labels. */
  function joinable(pick: GeneratorValue, depth: number): readonly [InstantVector, InstantVector, string[]] {
    const [left, right] = [build(pick, depth), build(pick, depth)];
    const common = left.labels.filter((label) => right.labels.includes(label));
    const by = pick(fc.subarray, common);
    return [sum(left, by), min(right, by), by];
  }

  function leaf(pick: GeneratorValue): InstantVector {
    const scope = scopeOf('5m', { namespace: pick(() => anyValue), job: variables('job') });
    const window = pick(() => anyWindow);
    const makers: readonly (() => InstantVector)[] = [
      () => rate(select(scope, orders, { status: pick(() => anyValue) }), window),
      () => increase(select(scope, transferred, { channel: 'web' }), window),
      () => select(scope, stock, { article: matches(pick(() => anyValue)) }),
      () => maxOverTime(select(scope, stock), window),
      () => select(scope, lastDelivery),
      () => absent(select(scope, orders, { channel: 'phone', status: pick(() => anyValue) })),
      () => rate(select(scope, checkoutTime.bucket), window),
      () => vector(pick(() => anyNumber)),
    ];
    return pick(() => fc.constantFrom(...makers))();
  }

  function build(pick: GeneratorValue, depth: number): InstantVector {
    if (depth === 0) return leaf(pick);
    const inner = () => build(pick, depth - 1);
    const makers: readonly (() => InstantVector)[] = [
      () => leaf(pick),
      () => aggregated(inner(), pick),
      () => topk(3, inner()),
      () =>
        where(
          inner(),
          '>',
          pick(() => anyNumber),
        ),
      () =>
        multiply(
          inner(),
          pick(() => fc.integer()),
        ),
      () => subtractFrom(1, inner()),
      () => joined(joinable(pick, depth - 1), pick),
      () => quantile(pick),
    ];
    return pick(() => fc.constantFrom(...makers))();
  }

  function quantile(pick: GeneratorValue): InstantVector {
    const buckets: InstantVector = rate(select(scopeOf('5m'), checkoutTime.bucket), '5m');
    const by = pick(
      fc.subarray,
      buckets.labels.filter((label) => label !== 'le'),
    );
    return histogramQuantile(0.9, sum(buckets, ['le', ...by]), 'seconds');
  }

  function aggregated(query: InstantVector, pick: GeneratorValue): InstantVector {
    const aggregate = pick(() => fc.constantFrom(sum, avg, count, min));
    return aggregate(query, pick(fc.subarray, [...query.labels]));
  }

  function joined([left, right, on]: ReturnType<typeof joinable>, pick: GeneratorValue): InstantVector {
    const makers: readonly (() => InstantVector)[] = [
      () => divide(left, right),
      () => add(left, right),
      () => or(left, right),
      () => and(left, right, { on }),
      () => unless(left, right, { on }),
    ];
    return pick(() => fc.constantFrom(...makers))();
  }

  it('parses, and its text has the labels and metrics that the builder states', () => {
    fc.assert(
      fc.property(fc.gen(), fc.integer({ min: 0, max: 4 }), (pick, depth) => {
        const query = build(pick, depth);
        const analysis: Analysis = analyse(textOf(query));
        expect(analysis.problems).toEqual([]);
        if (analysis.syntax === undefined) throw new Error('no syntax');
        const labels = labelReader(narrowedTo(catalogue, query.reads))(analysis.syntax);
        expect(labels).toEqual(new Set(query.labels));
        const read = new Set(analysis.selectors.map((use) => use.selector.metric?.text));
        expect(read).toEqual(new Set(query.reads.map((series) => series.name)));
      }),
      // Without shrinking, which needs gigabytes for queries that are picked step by step.
      { numRuns: 500, endOnFailure: true },
    );
  });
});

describe('analyse', () => {
  it('parses the same text once', () => {
    expect(analyse('a + b')).toBe(analyse('a + b'));
  });

  it('drops the oldest texts, so that memory stays constant', () => {
    const first = analyse('first');
    for (let index = 0; index < 2000; index += 1) analyse(`metric_${index}`);
    expect(analyse('first')).not.toBe(first);
    expect(analyse('first')).toEqual(first);
  });
});
