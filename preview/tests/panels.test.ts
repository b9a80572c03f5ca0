import { beforeAll, describe, expect, it } from 'vitest';
import { NOW, type OpenedPage, PREPARE_TIMEOUT_MS, type Preview, startPreview } from './browser.ts';
import { dashboard, FIVE_PERCENT, panel } from './dashboards.ts';

let preview: Preview;
beforeAll(async () => {
  preview = await startPreview();
}, PREPARE_TIMEOUT_MS);

const GREEN = 'rgb(115, 191, 105)';
const RED = 'rgb(242, 73, 92)';

/** Panels of one page: opening it takes longer than all that is asked of it. */
const PANELS = {
  below: panel('stat', { expr: 'below', defaults: { unit: 'percentunit', thresholds: FIVE_PERCENT } }),
  at: panel('stat', { expr: 'at', defaults: { unit: 'percentunit', thresholds: FIVE_PERCENT } }),
  above: panel('stat', { expr: 'above', defaults: { unit: 'percentunit', thresholds: FIVE_PERCENT } }),
  mapped: panel('stat', {
    expr: 'one',
    defaults: { mappings: [{ type: 'value', options: { 1: { text: '정상', color: 'green' } } }] },
  }),
  empty: panel('stat', { expr: 'none', defaults: { noValue: '요청 없음' } }),
  furlongs: panel('stat', { expr: 'three', defaults: { unit: 'furlongs' } }),
  gauge: panel('gauge', {
    expr: 'half',
    defaults: { unit: 'percentunit', min: 0, max: 1, thresholds: FIVE_PERCENT },
  }),
  bars: panel('bargauge', {
    expr: 'bytes',
    options: { orientation: 'horizontal' },
    defaults: { unit: 'bytes' },
  }),
  table: panel('table', {
    expr: 'rates',
    transformations: [
      {
        id: 'organize',
        options: { excludeByName: { Time: true }, renameByName: { name: 'Endpoint', Value: 'Rate' } },
      },
    ],
    defaults: { unit: 'reqps' },
  }),
  timeline: panel('state-timeline', {
    expr: 'market',
    defaults: {
      mappings: [
        {
          type: 'value',
          options: { 0: { text: 'closed', color: 'blue' }, 1: { text: 'open', color: 'green' } },
        },
      ],
    },
  }),
  alerts: panel('alertlist', {
    targets: [],
    options: {
      alertInstanceLabelFilter: '{namespace="prod"}',
      stateFilter: { firing: true, pending: true },
    },
  }),
  text: panel('text', {
    targets: [],
    options: {
      mode: 'markdown',
      content:
        '# Runbook\n\n<img src=x onerror="window.attacked = true"><script>window.attacked = true</script>',
    },
  }),
};

const alertLabels = (alertname: string, alertstate: string) => ({ alertname, alertstate, namespace: 'prod' });

describe('a panel', () => {
  let opened: OpenedPage;
  const shown = (name: keyof typeof PANELS) =>
    opened.page.locator(`[data-panel="${Object.keys(PANELS).indexOf(name) + 1}"]`);

  beforeAll(async () => {
    opened = await preview.open({
      dashboard: dashboard(Object.values(PANELS)),
      queries: {
        below: [{ value: 0.0499 }],
        at: [{ value: 0.05 }],
        above: [{ value: 0.123 }],
        one: [{ value: 1 }],
        three: [{ value: 3 }],
        half: [{ value: 0.5 }],
        bytes: [
          { metric: { name: 'trades' }, value: 2048 },
          { metric: { name: 'quotes' }, value: 1024 },
        ],
        rates: [{ metric: { name: '/trades' }, value: 12 }],
        market: [{ metric: { name: 'market' }, value: (time) => (time * 1000 < NOW - 1_800_000 ? 0 : 1) }],
        'ALERTS{namespace="prod"}': [
          { metric: alertLabels('Slow', 'pending'), value: 1 },
          { metric: alertLabels('Down', 'firing'), value: 1 },
        ],
        'ALERTS_FOR_STATE{namespace="prod"}': [
          { metric: { alertname: 'Down', namespace: 'prod' }, value: NOW / 1000 - 720 },
        ],
      },
    });
  }, PREPARE_TIMEOUT_MS);

  it('of any kind makes the page complain of nothing', () => {
    expect(opened.complaints).toEqual([]);
  });

  it.each([
    { name: 'below', text: '4.99%', color: GREEN },
    { name: 'at', text: '5%', color: RED },
    { name: 'above', text: '12.3%', color: RED },
  ] as const)(
    'with a single number shows $text, in the colour of its threshold',
    async ({ name, text, color }) => {
      const number = shown(name).getByText(text.replace('%', ''), { exact: true });
      expect(await number.textContent()).toBe(text.replace('%', ''));
      expect(await number.evaluate((element) => getComputedStyle(element).color)).toBe(color);
    },
  );

  it('with a single number shows the text that it is mapped to, in Korean glyphs of the page', async () => {
    expect(await shown('mapped').textContent()).toContain('정상');
    const loaded = await opened.page.evaluate(() =>
      [...document.fonts].filter(({ status }) => status === 'loaded').map(({ unicodeRange }) => unicodeRange),
    );
    expect(loaded.some((range) => /U\+[ABCD][0-9A-F]{3}/i.test(range))).toBe(true);
  });

  it("shows the dashboard's text if there is no value", async () => {
    expect(await shown('empty').textContent()).toContain('요청 없음');
  });

  it('shows the name of an unknown unit after a value', async () => {
    expect(await shown('furlongs').textContent()).toMatch(/3.*furlongs/);
  });

  it('with a gauge shows the value, its share of the dial and the thresholds around it', async () => {
    const dial = shown('gauge').locator('svg[role=img]');
    expect(await dial.getAttribute('aria-label')).toContain('50%');
    const colors = await dial
      .locator('path')
      .evaluateAll((paths) => paths.map((path) => path.getAttribute('stroke')));
    expect(colors.slice(1)).toEqual(['#F2495C', '#73BF69', '#F2495C']);
  });

  it('with bars shows one per series, with name and value', async () => {
    const text = await shown('bars').textContent();
    expect(text).toMatch(/trades.*2 KiB/s);
    expect(text).toMatch(/quotes.*1 KiB/s);
  });

  it('with a table has the columns that transformations name, and units in cells', async () => {
    const table = shown('table');
    expect(await table.getByRole('columnheader').allTextContents()).toEqual(['Endpoint', 'Rate']);
    expect(await table.getByRole('gridcell').allTextContents()).toEqual(['/trades', '12 req/s']);
  });

  it('with a state timeline has a bar for each period in which a value stays the same', async () => {
    const timeline = shown('timeline');
    const titles = await timeline.locator('rect title').allTextContents();
    expect(titles.map((title) => title.split('\n')[0])).toEqual(['market: closed', 'market: open']);
    expect(
      await timeline.locator('rect').evaluateAll((bars) => bars.map((bar) => bar.getAttribute('fill'))),
    ).toEqual(['#5794F2', '#73BF69']);
  });

  it('with alerts lists what fires and what is pending, with its age', async () => {
    const items = await shown('alerts').locator('.alert-list li').allTextContents();
    expect(items[0]).toMatch(/Down\s*Firing for 12m · 1 instance/);
    expect(items[1]).toMatch(/Slow\s*Pending/);
  });

  it('with a text renders Markdown, and no script', async () => {
    expect(await shown('text').locator('h1').textContent()).toBe('Runbook');
    expect(await opened.page.evaluate(() => 'attacked' in window)).toBe(false);
  });
});

describe('a time series', () => {
  it('has a legend and a tooltip, draws what is finite, and shows one series alone after a click', async () => {
    const options = { tooltip: { mode: 'multi', sort: 'desc' }, legend: { showLegend: true } };
    const { page, complaints } = await preview.open({
      dashboard: dashboard([
        panel('timeseries', { options, defaults: { unit: 'reqps' } }),
        panel('timeseries', {
          expr: 'odd',
          defaults: { custom: { gradientMode: 'opacity', fillOpacity: 10 } },
        }),
      ]),
      queries: {
        metric: [
          { metric: { name: '200' }, value: 10 },
          { metric: { name: '503' }, value: (time: number) => (time % 3600 < 1800 ? 1 : undefined) },
        ],
        odd: [{ value: 'NaN' }, { value: '+Inf' }, { value: 1 }],
      },
    });
    expect(await page.locator('[data-panel="2"] canvas').count()).toBeGreaterThan(0);
    const drawing = page.locator('[data-panel="1"]');
    expect(await drawing.locator('button').allTextContents()).toEqual(['200', '503']);
    await drawing.locator('.u-over').hover({ position: { x: 100, y: 60 } });
    await expect.poll(() => page.locator('body').textContent()).toMatch(/200\s*10 req\/s/);

    const canvas = drawing.locator('canvas').first();
    await page.mouse.move(0, 0);
    const before = await canvas.screenshot();
    await drawing.getByText('503', { exact: true }).click();
    await page.mouse.move(0, 0);
    await expect.poll(async () => (await canvas.screenshot()).equals(before)).toBe(false);
    expect(complaints).toEqual([]);
  });

  it('marks annotations and exemplars', async () => {
    const target = { refId: 'A', expr: 'metric', exemplar: true, range: true, legendFormat: 'x' };
    const { page } = await preview.open({
      dashboard: dashboard([panel('timeseries', { targets: [target] })], {
        annotations: {
          list: [
            { name: 'Alerts', enable: true, expr: 'ALERTS', titleFormat: '{{alertname}}', iconColor: 'red' },
          ],
        },
      }),
      queries: {
        metric: [{ value: (time) => time % 100 }],
        ALERTS: [
          {
            metric: { alertname: 'HighErrorRate' },
            value: (time) => (time * 1000 > NOW - 1_200_000 ? 1 : undefined),
          },
        ],
      },
      exemplars: [
        {
          seriesLabels: {},
          exemplars: [{ labels: { trace_id: 'abc' }, value: '50', timestamp: NOW / 1000 - 1800 }],
        },
      ],
    });
    // Steps that follow each other are one event.
    expect(await page.locator('[data-annotation=HighErrorRate]').count()).toBe(1);
    expect(await page.locator('[data-exemplar]').getAttribute('title')).toContain('trace_id: abc');
  });
});

describe('a panel that the preview cannot draw', () => {
  it('says so, and harms no other', async () => {
    const { page, complaints } = await preview.open({
      dashboard: dashboard([panel('heatmap'), panel('geomap'), panel('stat')]),
      queries: { metric: [{ value: 1 }] },
    });
    expect(await page.locator('[data-placeholder]').allTextContents()).toEqual([
      'The preview does not draw panels of type “heatmap”',
      'The preview does not draw panels of type “geomap”',
    ]);
    expect(await page.locator('[data-type=stat]').textContent()).toContain('1');
    expect(complaints).toEqual([]);
  });
});

describe('a query that fails', () => {
  it('shows what Prometheus says in its panel', async () => {
    const error = 'invalid parameter "query": 1:5: parse error: unexpected <op:*>';
    const { page } = await preview.open({
      dashboard: dashboard([panel('stat', { expr: 'rate(*' }), panel('stat', { title: 'Good' })]),
      queries: { metric: [{ value: 7 }], 'rate(*': { error } },
    });
    expect(await page.getByRole('alert').textContent()).toContain(error);
    expect(await page.locator('[data-panel="2"]').textContent()).toContain('7');
  });

  it('shows in each panel that Prometheus cannot be reached', async () => {
    const { page } = await preview.open({
      dashboard: dashboard([panel('stat'), panel('timeseries')]),
      prometheus: new URL('http://127.0.0.1:1'),
    });
    const messages = await page.getByRole('alert').allTextContents();
    expect(messages).toHaveLength(2);
    expect(messages[0]).toContain('Prometheus at http://127.0.0.1:1 cannot be reached');
  });
});

describe('a singlestat of an old Grafana', () => {
  it('becomes a stat with its unit, its thresholds and the texts of its values', async () => {
    const old = {
      ...{ format: 'percentunit', valueName: 'current', colorValue: true },
      ...{ thresholds: '0.05,0.5', colors: ['green', 'red', 'blue'] },
      valueMaps: [{ value: '1', op: '=', text: 'all' }],
    };
    const singlestat = (expr: string, changes = {}) => panel('singlestat', { ...old, expr, ...changes });
    const odd = { mappingType: 1, thresholds: 80, colors: 'red', valueMaps: [{ text: 'N/A' }] };
    const { page, complaints } = await preview.open({
      dashboard: dashboard([singlestat('part'), singlestat('whole'), singlestat('part', odd)]),
      queries: { part: [{ value: 0.05 }], whole: [{ value: 1 }] },
    });
    const [part, whole] = await page.locator('[data-type=stat]').all();
    const shown = part?.getByText('5', { exact: true });
    expect(await shown?.evaluate((element) => getComputedStyle(element).color)).toBe(RED);
    expect(await whole?.textContent()).toContain('all');
    expect(complaints).toEqual([]);
  });
});
