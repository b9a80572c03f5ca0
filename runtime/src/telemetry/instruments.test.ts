import { exporter, oneOf, upTo } from 'observability-as-code/contract';
import { contract } from 'observer-metrics';
import { observer } from 'observer-metrics/observer';
import { describeReleases } from 'test-support/describe-releases';
import { run } from 'test-support/run';
import { requireTool } from 'test-support/tools';
import { describe, expect, it } from 'vitest';
import { type Labels, OTHER } from './domains.ts';
import { Instruments } from './instruments.ts';
import { processMetrics } from './process-metrics.ts';
import { type Collector, scraping } from './scrape.ts';
import { samplesOf } from './testing/samples.ts';

const shop = exporter({ key: 'shop', job: 'shop', describes: 'a shop', targetLabels: ['job'] });
const orders = shop.counter('shop_orders_total', {
  unit: 'count',
  help: 'Orders.',
  labels: { result: oneOf('paid', 'refused'), city: upTo(3, 'cities') },
});
const visits = shop.counter('shop_visits_total', {
  unit: 'count',
  help: 'Visits.',
  labels: { method: oneOf('GET', '_OTHER') },
});
const stock = shop.gauge('shop_stock', { unit: 'count', help: 'Things in stock.' });
const time = shop.histogram('shop_time_seconds', { unit: 'seconds', help: 'Time.', buckets: [0.1, 1] });

describe('an instrument', () => {
  it('has every known combination of labels at 0 from the start', async () => {
    const instruments = new Instruments();
    instruments.counters(visits);
    instruments.gauge(stock);
    instruments.histogram(time);
    expect(await samplesOf(instruments)).toEqual([
      'shop_visits_total{method="GET"} 0',
      'shop_visits_total{method="_OTHER"} 0',
      'shop_stock 0',
      'shop_time_seconds_bucket{le="0.1"} 0',
      'shop_time_seconds_bucket{le="1.0"} 0',
      'shop_time_seconds_bucket{le="+Inf"} 0',
      'shop_time_seconds_sum 0',
      'shop_time_seconds_count 0',
    ]);
  });

  it('keeps a label within its cap: further values share one series', async () => {
    const instruments = new Instruments();
    const count = instruments.counters(orders);
    for (const city of ['서울', '부산', '대구', '인천', '광주']) count({ result: 'paid', city }).increase();
    expect(await samplesOf(instruments)).toEqual([
      'shop_orders_total{result="paid",city="서울"} 1',
      'shop_orders_total{result="paid",city="부산"} 1',
      `shop_orders_total{result="paid",city="${OTHER}"} 3`,
    ]);
  });

  it('has one series for all values that a fixed set with a catch-all does not list', async () => {
    const instruments = new Instruments();
    instruments.counters(visits)({ method: 'BREW' }).increase(2);
    expect(await samplesOf(instruments)).toContain('shop_visits_total{method="_OTHER"} 2');
  });

  it('does not change if the caller changes its labels afterwards', async () => {
    const instruments = new Instruments();
    const labels = { result: 'paid', city: '서울' };
    const series = instruments.counter(orders, labels);
    labels.city = '부산';
    series.increase();
    expect(await samplesOf(instruments)).toEqual(['shop_orders_total{result="paid",city="서울"} 1']);
  });

  it('keeps labels apart that a separator within a value could confuse', async () => {
    const instruments = new Instruments();
    const count = instruments.counters(orders);
    count({ result: 'paid', city: 'a","b' }).increase();
    count({ result: 'paid', city: 'a' }).increase();
    expect(await samplesOf(instruments)).toHaveLength(2);
  });

  it.each<[string, (instruments: Instruments) => void, string]>([
    ['an increment below zero', (all) => all.counter(visits, { method: 'GET' }).increase(-1), visits.name],
    [
      'an increment that is no number',
      (all) => all.counter(visits, { method: 'GET' }).increase(Number.NaN),
      visits.name,
    ],
    ['a level that is no number', (all) => all.gauge(stock).set(Number.NaN), stock.name],
    ['an observation without end', (all) => all.histogram(time).observe(Number.POSITIVE_INFINITY), time.name],
  ])('does not take %s, and says so', async (_, act, name) => {
    const refused: string[] = [];
    const instruments = new Instruments((metric) => refused.push(metric));
    act(instruments);
    expect(refused).toEqual([name]);
    for (const line of await samplesOf(instruments)) expect(line).toMatch(/ 0$/);
  });

  it.each<[string, Labels, RegExp]>([
    ['a value that is not listed', { result: 'lost', city: 'x' }, /no series with result="lost"/],
    ['a label too few', { result: 'paid' }, /needs the label city/],
    ['a label too many', { result: 'paid', city: 'x', floor: '1' }, /no label floor/],
  ])('is refused with %s', (_, labels, message) => {
    expect(() => new Instruments().counter(orders, labels)).toThrow(message);
  });

  it('cannot be two things', () => {
    const instruments = new Instruments();
    instruments.gauge(stock);
    expect(() => instruments.counter({ ...stock, kind: 'counter', type: 'counter' })).toThrow(/another type/);
  });

  it('that nobody has created is reported as missing', () => {
    const instruments = new Instruments();
    instruments.gauge(stock);
    expect(instruments.missing([orders, stock])).toEqual(['shop_orders_total']);
  });
});

describe('a scrape', () => {
  const collector = (name: string, collect: Collector['collect']): Collector => ({ name, collect });

  it('includes what its collectors have just measured', async () => {
    const instruments = new Instruments();
    const level = instruments.gauge(stock);
    const scrape = scraping({ instruments, collectors: [collector('stock', () => level.set(7))] });
    expect((await scrape()).text).toContain('\nshop_stock 7\n');
  });

  it('goes on where a collector throws', async () => {
    const failures: string[] = [];
    const instruments = new Instruments();
    const level = instruments.gauge(stock);
    const broken = collector('broken', () => {
      throw new Error('broken');
    });
    const scrape = scraping({
      instruments,
      collectors: [broken, collector('stock', () => level.set(3))],
      onFailure: (name) => failures.push(name),
    });
    expect((await scrape()).text).toContain('\nshop_stock 3\n');
    expect((await scrape()).text).toContain('\nshop_stock 3\n');
    expect(failures).toEqual(['broken', 'broken']);
  });
});

await describeReleases(['promtool'], (release) => {
  it('finds no problem with the process metrics, which match the contract', async () => {
    const promtool = await requireTool('promtool', { release });
    const instruments = new Instruments();
    const own = processMetrics(instruments);
    try {
      const { text } = await scraping({ instruments, collectors: own.collectors })();
      const checked = await run(promtool, ['check', 'metrics'], { input: text });
      expect(`${checked.stdout}${checked.stderr}`).toBe('');
      expect(text).toMatch(/^process_resident_memory_bytes [1-9]\d{6,}$/m);
      expect(text).toMatch(/^process_cpu_seconds_total\{mode="user"\} 0?\.?[\d.]*[1-9]\d*$/m);
      const declared = contract.filter(
        ({ exporter: from, name }) => from.key === observer.exporter.key && /^(process|nodejs)_/.test(name),
      );
      expect(instruments.missing(declared)).toEqual([]);
    } finally {
      own.close();
    }
  });
});
