import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { NOW, openDashboard, PREPARE_TIMEOUT_MS, startBrowser } from './browser.ts';
import { dashboard, FIVE_PERCENT, panel } from './dashboards.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
}, PREPARE_TIMEOUT_MS);

const GREEN = 'rgb(115, 191, 105)';
const RED = 'rgb(242, 73, 92)';

describe('a stat', () => {
  it.each([
    { value: 0.0499, text: '4.99%', color: GREEN },
    { value: 0.05, text: '5%', color: RED },
    { value: 0.123, text: '12.3%', color: RED },
  ])('shows $value as $text, in the colour of its threshold', async ({ value, text, color }) => {
    const { page, complaints } = await openDashboard(browser, {
      dashboard: dashboard([panel('stat', { defaults: { unit: 'percentunit', thresholds: FIVE_PERCENT } })]),
      queries: { metric: [{ value }] },
    });
    const shown = page.locator('[data-type=stat]').getByText(text.replace('%', ''), { exact: true });
    expect(await shown.textContent()).toBe(text.replace('%', ''));
    expect(await shown.evaluate((element) => getComputedStyle(element).color)).toBe(color);
    expect(complaints).toEqual([]);
  });

  it('shows the text that a value is mapped to, in Korean glyphs of the page', async () => {
    const mappings = [{ type: 'value', options: { 1: { text: '정상', color: 'green' } } }];
    const { page } = await openDashboard(browser, {
      dashboard: dashboard([panel('stat', { defaults: { mappings } })]),
      queries: { metric: [{ value: 1 }] },
    });
    expect(await page.locator('[data-type=stat]').textContent()).toContain('정상');
    const loaded = await page.evaluate(() =>
      [...document.fonts].filter(({ status }) => status === 'loaded').map(({ unicodeRange }) => unicodeRange),
    );
    expect(loaded.some((range) => /U\+[ABCD][0-9A-F]{3}/i.test(range))).toBe(true);
  });

  it("shows the dashboard's text if there is no value", async () => {
    const { page } = await openDashboard(browser, {
      dashboard: dashboard([panel('stat', { defaults: { noValue: '요청 없음' } })]),
    });
    expect(await page.locator('[data-type=stat]').textContent()).toContain('요청 없음');
  });

  it('shows the name of an unknown unit after a value', async () => {
    const { page, complaints } = await openDashboard(browser, {
      dashboard: dashboard([panel('stat', { defaults: { unit: 'furlongs' } })]),
      queries: { metric: [{ value: 3 }] },
    });
    expect(await page.locator('[data-type=stat]').textContent()).toMatch(/3.*furlongs/);
    expect(complaints).toEqual([]);
  });
});

describe('a gauge', () => {
  it('shows the value, its share of the dial and the thresholds around it', async () => {
    const { page, complaints } = await openDashboard(browser, {
      dashboard: dashboard([
        panel('gauge', { defaults: { unit: 'percentunit', min: 0, max: 1, thresholds: FIVE_PERCENT } }),
      ]),
      queries: { metric: [{ value: 0.5 }] },
    });
    const dial = page.locator('[data-type=gauge] svg[role=img]');
    expect(await dial.getAttribute('aria-label')).toContain('50%');
    const colors = await dial
      .locator('path')
      .evaluateAll((paths) => paths.map((path) => path.getAttribute('stroke')));
    expect(colors.slice(1)).toEqual(['#F2495C', '#73BF69', '#F2495C']);
    expect(complaints).toEqual([]);
  });
});

describe('a bar gauge', () => {
  it('shows a bar per series, with name and value', async () => {
    const { page } = await openDashboard(browser, {
      dashboard: dashboard([
        panel('bargauge', { options: { orientation: 'horizontal' }, defaults: { unit: 'bytes' } }),
      ]),
      queries: {
        metric: [
          { metric: { name: 'trades' }, value: 2048 },
          { metric: { name: 'quotes' }, value: 1024 },
        ],
      },
    });
    const text = await page.locator('[data-type=bargauge]').textContent();
    expect(text).toMatch(/trades.*2 KiB/s);
    expect(text).toMatch(/quotes.*1 KiB/s);
  });
});

describe('a time series', () => {
  const twoSeries = {
    metric: [
      { metric: { name: '200' }, value: 10 },
      { metric: { name: '503' }, value: (time: number) => (time % 3600 < 1800 ? 1 : undefined) },
    ],
  };

  it('names its series in the legend and their values in the tooltip', async () => {
    const options = { tooltip: { mode: 'multi', sort: 'desc' }, legend: { showLegend: true } };
    const { page, complaints } = await openDashboard(browser, {
      dashboard: dashboard([panel('timeseries', { options, defaults: { unit: 'reqps' } })]),
      queries: twoSeries,
    });
    const drawing = page.locator('[data-type=timeseries]');
    expect(await drawing.locator('button').allTextContents()).toEqual(['200', '503']);
    await drawing.locator('.u-over').hover({ position: { x: 100, y: 60 } });
    await expect.poll(() => page.locator('body').textContent()).toMatch(/200\s*10 req\/s/);
    expect(complaints).toEqual([]);
  });

  it('shows one series alone after a click on its name', async () => {
    const { page } = await openDashboard(browser, {
      dashboard: dashboard([panel('timeseries')]),
      queries: twoSeries,
    });
    const before = await page.locator('canvas').first().screenshot();
    await page.getByText('503', { exact: true }).click();
    await expect
      .poll(async () => (await page.locator('canvas').first().screenshot()).equals(before))
      .toBe(false);
  });

  it('marks annotations and exemplars', async () => {
    const target = { refId: 'A', expr: 'metric', exemplar: true, range: true, legendFormat: 'x' };
    const { page } = await openDashboard(browser, {
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

  it('draws what is finite of a series with NaN and infinity', async () => {
    const { page, complaints } = await openDashboard(browser, {
      dashboard: dashboard([
        panel('timeseries', { defaults: { custom: { gradientMode: 'opacity', fillOpacity: 10 } } }),
      ]),
      queries: { metric: [{ value: 'NaN' }, { value: '+Inf' }, { value: 1 }] },
    });
    expect(await page.locator('[data-type=timeseries] canvas').count()).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  });
});

describe('a table', () => {
  it('has the columns that transformations name, and units in cells', async () => {
    const organize = {
      id: 'organize',
      options: { excludeByName: { Time: true }, renameByName: { name: 'Endpoint', Value: 'Rate' } },
    };
    const { page, complaints } = await openDashboard(browser, {
      dashboard: dashboard([panel('table', { transformations: [organize], defaults: { unit: 'reqps' } })]),
      queries: { metric: [{ metric: { name: '/trades' }, value: 12 }] },
    });
    const table = page.locator('[data-type=table]');
    expect(await table.getByRole('columnheader').allTextContents()).toEqual(['Endpoint', 'Rate']);
    expect(await table.getByRole('gridcell').allTextContents()).toEqual(['/trades', '12 req/s']);
    expect(complaints).toEqual([]);
  });
});

describe('a state timeline', () => {
  it('has a bar for each period in which a value stays the same', async () => {
    const mappings = [
      {
        type: 'value',
        options: { 0: { text: 'closed', color: 'blue' }, 1: { text: 'open', color: 'green' } },
      },
    ];
    const { page, complaints } = await openDashboard(browser, {
      dashboard: dashboard([panel('state-timeline', { defaults: { mappings } })]),
      queries: {
        metric: [{ metric: { name: 'market' }, value: (time) => (time * 1000 < NOW - 1_800_000 ? 0 : 1) }],
      },
    });
    const timeline = page.locator('[data-type=state-timeline]');
    const titles = await timeline.locator('rect title').allTextContents();
    expect(titles.map((title) => title.split('\n')[0])).toEqual(['market: closed', 'market: open']);
    expect(
      await timeline.locator('rect').evaluateAll((bars) => bars.map((bar) => bar.getAttribute('fill'))),
    ).toEqual(['#5794F2', '#73BF69']);
    expect(complaints).toEqual([]);
  });
});

describe('an alert list', () => {
  it('lists what fires and what is pending, with its age', async () => {
    const labels = (alertname: string, alertstate: string) => ({ alertname, alertstate, namespace: 'prod' });
    const options = {
      alertInstanceLabelFilter: '{namespace="prod"}',
      stateFilter: { firing: true, pending: true },
    };
    const { page } = await openDashboard(browser, {
      dashboard: dashboard([panel('alertlist', { targets: [], options })]),
      queries: {
        'ALERTS{namespace="prod"}': [
          { metric: labels('Slow', 'pending'), value: 1 },
          { metric: labels('Down', 'firing'), value: 1 },
        ],
        'ALERTS_FOR_STATE{namespace="prod"}': [
          { metric: { alertname: 'Down', namespace: 'prod' }, value: NOW / 1000 - 720 },
        ],
      },
    });
    const items = await page.locator('.alert-list li').allTextContents();
    expect(items[0]).toMatch(/Down\s*Firing for 12m · 1 instance/);
    expect(items[1]).toMatch(/Slow\s*Pending/);
  });
});

describe('a text panel', () => {
  it('renders Markdown, and no script', async () => {
    const content =
      '# Runbook\n\n<img src=x onerror="window.attacked = true"><script>window.attacked = true</script>';
    const { page } = await openDashboard(browser, {
      dashboard: dashboard([panel('text', { targets: [], options: { mode: 'markdown', content } })]),
    });
    expect(await page.locator('[data-type=text] h1').textContent()).toBe('Runbook');
    expect(await page.evaluate(() => 'attacked' in window)).toBe(false);
  });
});

describe('a panel that the preview cannot draw', () => {
  it('says so, and harms no other', async () => {
    const { page, complaints } = await openDashboard(browser, {
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
    const { page } = await openDashboard(browser, {
      dashboard: dashboard([panel('stat', { expr: 'rate(*' }), panel('stat', { title: 'Good' })]),
      queries: { metric: [{ value: 7 }], 'rate(*': { error } },
    });
    expect(await page.getByRole('alert').textContent()).toContain(error);
    expect(await page.locator('[data-panel="2"]').textContent()).toContain('7');
  });

  it('shows in each panel that Prometheus cannot be reached', async () => {
    const { page } = await openDashboard(browser, {
      dashboard: dashboard([panel('stat'), panel('timeseries')]),
      prometheus: new URL('http://127.0.0.1:1'),
    });
    const messages = await page.getByRole('alert').allTextContents();
    expect(messages).toHaveLength(2);
    expect(messages[0]).toContain('Prometheus at http://127.0.0.1:1 cannot be reached');
  });
});
