import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { PACKAGE, PREPARE_TIMEOUT_MS, type Preview, type Query, settled, startPreview } from './browser.ts';
import { dashboard, panel } from './dashboards.ts';

let preview: Preview;
beforeAll(async () => {
  preview = await startPreview();
}, PREPARE_TIMEOUT_MS);

const expressionsOf = (queries: readonly Query[]) =>
  queries.flatMap(({ parameters }) => parameters.get('query') ?? []);

describe('a query', () => {
  it.each([
    { search: '', step: '15', rateInterval: '60s' },
    { search: '?from=now-24h&to=now', step: '300', rateInterval: '315s' },
    { search: '?from=now-7d&to=now', step: '1800', rateInterval: '1815s' },
  ])(
    'has the step and the rate interval that Grafana gives it, with "$search"',
    async ({ search, step, rateInterval }) => {
      const limited = panel('timeseries', { expr: 'rate(x[$__rate_interval])', maxDataPoints: 400 });
      const { queries } = await preview.open({ dashboard: dashboard([limited]), search });
      const request = queries.find(({ path: asked }) => asked.endsWith('query_range'));
      expect(request?.parameters.get('query')).toBe(`rate(x[${rateInterval}])`);
      expect(request?.parameters.get('step')).toBe(step);
    },
  );
});

describe('a variable', () => {
  const variable = {
    name: 'pod',
    label: 'Pod',
    type: 'query',
    query: 'label_values(up, pod)',
    multi: true,
    includeAll: true,
    current: { value: ['$__all'] },
  };
  const templating = { list: [variable] };
  const stat = panel('stat', { expr: 'up{pod=~"$pod"}' });

  it('stands for all its values until some are selected, and then for those', async () => {
    const { page, queries } = await preview.open({
      dashboard: dashboard([stat], { templating }),
      labels: { pod: ['web-1', 'web-2', 'db.0'] },
    });
    expect(expressionsOf(queries)).toContain('up{pod=~"(web-1|web-2|db\\\\.0)"}');
    await page.locator('[data-variable=pod] input').click();
    await page.getByRole('option', { name: 'db.0' }).click();
    await expect.poll(() => expressionsOf(queries)).toContain('up{pod=~"db\\\\.0"}');
    expect(new URL(page.url()).searchParams.getAll('var-pod')).toEqual(['db.0']);
  });

  it('without values leaves the dashboard drawn', async () => {
    const { page, complaints } = await preview.open({
      dashboard: dashboard([stat], { templating }),
    });
    expect(await page.locator('[data-type=stat]').textContent()).toContain('No data');
    expect(complaints).toEqual([]);
  });

  it('repeats a panel for each value', async () => {
    const repeated = { ...stat, title: 'Pod $pod', repeat: 'pod' };
    const { page } = await preview.open({
      dashboard: dashboard([repeated], { templating }),
      labels: { pod: ['web-1', 'web-2'] },
    });
    expect(await page.locator('[data-panel] h2').allTextContents()).toEqual(['Pod web-1', 'Pod web-2']);
  });
});

describe('the page', () => {
  const row = { type: 'row', title: 'Details', collapsed: true, panels: [panel('stat', { title: 'Inner' })] };

  it('opens a collapsed row with a click', async () => {
    const { page } = await preview.open({ dashboard: dashboard([row]) });
    expect(await page.locator('[data-panel]').count()).toBe(0);
    await page.getByRole('button', { name: 'Details (1 panels)' }).click();
    await page.locator('[data-panel]').waitFor();
    await page.getByRole('button', { name: 'Details' }).click();
    await expect.poll(() => page.locator('[data-panel]').count()).toBe(0);
  });

  it('is dark or light as its address says, which keeps what was picked', async () => {
    const [dark, light] = ['rgb(17, 18, 23)', 'rgb(251, 251, 251)'];
    const { page } = await preview.open({
      dashboard: dashboard([panel('stat')]),
      search: '?theme=dark',
    });
    const background = () =>
      page.locator('main').evaluate((element) => getComputedStyle(element).backgroundColor);
    expect(await background()).toBe(dark);
    await page.getByRole('button', { name: 'Change the theme' }).click();
    await expect.poll(() => page.url()).toContain('theme=light');
    expect(await background()).toBe(light);
    await page.reload();
    await settled(page);
    expect(page.url()).toContain('theme=light');
    expect(await background()).toBe(light);
  });

  it('puts panels below each other on a phone, and overflows nowhere', async () => {
    const { page } = await preview.open({
      dashboard: dashboard([panel('stat'), panel('timeseries'), panel('gauge')]),
      queries: { metric: [{ value: 1 }] },
      width: 390,
    });
    const boxes = await page.locator('.cell').evaluateAll((cells) =>
      cells.map((cell) => {
        const { left, width } = cell.getBoundingClientRect();
        return { left, width };
      }),
    );
    expect(new Set(boxes.map(({ left, width }) => `${left} ${width}`))).toEqual(new Set(['8 374']));
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });

  it('shows markup in titles as text, and runs no script of a link', async () => {
    const title = '<img src=x onerror="window.attacked = true">';
    const links = [{ title: 'Runbook', url: 'javascript:window.attacked=true' }];
    const { page } = await preview.open({
      dashboard: dashboard([panel('stat', { title, links }), { type: 'row', title }], { title }),
    });
    expect(await page.locator('h1').textContent()).toBe(title);
    expect(await page.locator('h2').textContent()).toBe(title);
    expect(await page.getByRole('link', { name: 'Runbook' }).getAttribute('href')).toBe('about:blank');
    expect(await page.evaluate(() => 'attacked' in window)).toBe(false);
  });

  it('shows a changed dashboard without a reload', async () => {
    const { page, show } = await preview.open({
      dashboard: dashboard([panel('stat', { title: 'Before' })]),
    });
    show(dashboard([panel('stat', { title: 'After' })]));
    await page.getByRole('heading', { name: 'After' }).waitFor();
  });
});

describe('the generated dashboard', () => {
  it('asks the same and looks the same in its classic form and in v2', async () => {
    const opened = async (file: string) => {
      const { page, queries, complaints } = await preview.open({
        dashboard: JSON.parse(await readFile(path.join(PACKAGE, '../out', file), 'utf8')),
        search: '?expand',
      });
      const panels = await page.locator('[data-panel]').evaluateAll((all) =>
        all.map((each) => {
          const { left, top, width, height } = each.getBoundingClientRect();
          return [each.getAttribute('aria-label'), each.getAttribute('data-type'), left, top, width, height];
        }),
      );
      return { panels, expressions: new Set(expressionsOf(queries)), complaints };
    };
    const classic = await opened('monitoring/grafana-dashboard.json');
    expect(await opened('grafana/observer.v2.json')).toEqual(classic);
    expect(classic.complaints).toEqual([]);
  });
});
