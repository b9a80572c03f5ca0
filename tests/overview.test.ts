import { load } from 'js-yaml';
import { beforeAll, describe, expect, test } from 'vitest';
import { describeReleases } from './support/describe-releases.ts';
import { panelsOf, queriesOf } from './support/grafana.ts';
import { linesOf, type TableLine } from './support/grafana-table.ts';
import { type JsonObject, object, objectAt, objectsAt, textAt } from './support/json.ts';
import { type PrometheusServer, startPrometheus } from './support/prometheus.ts';
import { makeWorkspace, WHOLE_PROJECT, type Workspace } from './support/workspace.ts';

/** Three services. One sets its job and uid, and one has no data. */
const FLEET = `
language: en
grafana: { url: https://grafana.example.com }
runbooks: { url: https://runbooks.example.com }
database: { enabled: false }
backup: { enabled: false }
services:
  candles: { namespace: candles-prod }
  quotes: { namespace: quotes-prod }
  trades:
    namespace: trades-prod
    jobs: { service: tape }
    grafana: { uid: the-trades }
    thresholds: { sloAvailabilityTarget: 0.99 }
`;

const NOW = Date.UTC(2026, 0, 5, 6) / 1000;

/** Two services with requests, of which the second has problems, and other services in the same Prometheus. */
const SAMPLES: Readonly<Record<string, number>> = {
  'up{namespace="quotes-prod",job="quotes",instance="a"}': 1,
  'up{namespace="trades-prod",job="tape",instance="a"}': 1,
  'up{namespace="trades-prod",job="tape",instance="b"}': 0,
  'up{namespace="quotes-staging",job="quotes",instance="a"}': 0,
  'up{namespace="quotes-prod",job="postgres",instance="a"}': 0,
  ...firing('quotes', 'ObserverVolumeFull', 'warning'),
  ...firing('trades', 'ObserverHighErrorRate', 'critical'),
  ...firing('trades', 'ObserverErrorBudgetBurn', 'critical'),
  ...firing('trades', 'ObserverErrorBudgetBurn', 'warning'),
  ...firing('trades', 'ObserverWatchdog', 'none'),
  ...firing('other', 'OtherDown', 'critical'),
  ...recorded('quotes-prod', 'quotes', { errors: 0.001, slow: 0.001 }),
  ...recorded('trades-prod', 'tape', { errors: 0.02, slow: 0.015 }),
  ...recorded('quotes-staging', 'quotes', { errors: 1, slow: 1 }),
};

function firing(service: string, alertname: string, severity: string): Record<string, number> {
  const labels = { namespace: `${service}-prod`, service, alertname, alertstate: 'firing', severity };
  return { [`ALERTS{${Object.entries(labels).map(([name, value]) => `${name}="${value}"`)}}`]: 1 };
}

/** What the rules of the objectives record, where these shares of requests fail and are slow all the time. */
function recorded(
  namespace: string,
  job: string,
  { errors, slow }: { readonly errors: number; readonly slow: number },
): Record<string, number> {
  const labels = `{namespace="${namespace}",job="${job}"}`;
  const operations = ['ratio_rate5m', 'ratio_rate1h', 'ratio_rate6h', 'ratio_rate3d', 'ratio_period'];
  return {
    ...Object.fromEntries(
      operations.flatMap((operation) => [
        [`namespace_job:observer_http_requests_errors:${operation}${labels}`, errors],
        [`namespace_job:observer_http_slow_requests:${operation}${labels}`, slow],
      ]),
    ),
    [`namespace_job:observer_http_requests:rate5m${labels}`]: 10,
    [`namespace_job:observer_http_timed_requests:rate5m${labels}`]: 10,
  };
}

const HISTORY = `${Object.entries(SAMPLES)
  .map(([series, value]) => `${series} ${value} ${NOW}`)
  .sort()
  .join('\n')}\n# EOF\n`;

async function dashboardIn(file: string): Promise<JsonObject> {
  return object(JSON.parse(await workspace.read(`out/overview/monitoring/${file}`)));
}

let workspace: Workspace;
let overview: JsonObject;
let objectives: JsonObject;

beforeAll(async () => {
  workspace = await makeWorkspace({ 'observability.ts': WHOLE_PROJECT, 'observability.yaml': FLEET });
  const { code, stderr } = await workspace.oac(['generate', '--no-promtool']);
  expect(code, stderr).toBe(0);
  overview = await dashboardIn('fleet-overview.json');
  objectives = await dashboardIn('fleet-objectives.json');
});

test('the overviews read what the rules of each service record, and the labels that its alerts have', async () => {
  const queries = [overview, objectives].flatMap(queriesOf).map(({ expression }) => expression);
  const read = new Set(queries.flatMap((query) => query.match(/namespace_job:[\w:]+/g) ?? []));
  expect(read.size).toBeGreaterThan(8);

  for (const app of ['candles', 'quotes', 'trades']) {
    const file = await workspace.read(`out/${app}/monitoring/${app}-prometheusrule.yaml`);
    const rules = objectsAt(objectAt(object(load(file)), 'spec'), 'groups').flatMap((group) =>
      objectsAt(group, 'rules'),
    );
    const recorded = rules.map(({ record }) => record);
    expect(recorded).toEqual(expect.arrayContaining([...read]));
    const services = rules
      .filter(({ alert }) => alert !== undefined)
      .map((rule) => objectAt(rule, 'labels').service);
    expect(new Set(services)).toEqual(new Set([app]));
  }
});

await describeReleases(['prometheus'], (release) => {
  let prometheus: PrometheusServer;

  beforeAll(async () => {
    prometheus = await startPrometheus({ release, history: HISTORY });
  });

  async function tableIn(dashboard: JsonObject, title: string): Promise<readonly TableLine[]> {
    const panel = panelsOf(dashboard).find((one) => one.type === 'table' && textAt(one, 'title') === title);
    return linesOf(dashboard, panel ?? {}, (expression) => prometheus.query(expression, NOW));
  }

  describe('the overview of a fleet', () => {
    test('has a line for each service, the worst first, and none for what is no service of it', async () => {
      const lines = await tableIn(overview, 'Services');
      expect(lines.map(({ cells }) => rounded(cells))).toEqual([
        // ObserverErrorBudgetBurn fires with both severities.
        {
          ...{ Service: 'trades', Namespace: 'trades-prod', job: 'tape', service: 'trades' },
          ...{ dashboard: 'the-trades', Critical: 2, Targets: 0, Warnings: 1 },
          ...{ 'Errors (5m)': 0.02, 'Budget Left': -1 },
        },
        {
          ...{ Service: 'candles', Namespace: 'candles-prod', job: 'candles', service: 'candles' },
          ...{ dashboard: 'candles-prod', Critical: 0, Targets: -1, Warnings: 0 },
        },
        // 0.1 % of errors are a fifth of what 99.5 % allow, and 0.1 % of slow requests a tenth of what 99 % allow.
        {
          ...{ Service: 'quotes', Namespace: 'quotes-prod', job: 'quotes', service: 'quotes' },
          ...{ dashboard: 'quotes-prod', Critical: 0, Targets: 1, Warnings: 1 },
          ...{ 'Errors (5m)': 0.001, 'Budget Left': 0.8 },
        },
      ]);
    });

    test('opens the dashboard of the service in its namespace', async () => {
      const lines = await tableIn(overview, 'Services');
      expect(lines.map(({ links }) => links.Service)).toEqual([
        '/d/the-trades?var-namespace=trades-prod&${__url_time_range}',
        '/d/candles-prod?var-namespace=candles-prod&${__url_time_range}',
        '/d/quotes-prod?var-namespace=quotes-prod&${__url_time_range}',
      ]);
    });
  });

  describe('the objectives of a fleet', () => {
    test('have a line each, the least budget first', async () => {
      const lines = await tableIn(objectives, 'Objectives');
      const columns = ['Service', 'Objective', 'Target', 'Budget Left', 'Burn 1h', 'Burn 6h', 'Burn 3d'];
      const told = lines.map(({ cells }) => columns.map((column) => rounded(cells)[column]));
      // Nobody knows whether an objective is met that is not recorded.
      expect(told).toEqual([
        ['candles', 'HTTP availability', 0.995, undefined, undefined, undefined, undefined],
        ['candles', 'HTTP latency', 0.99, undefined, undefined, undefined, undefined],
        ['trades', 'HTTP availability', 0.99, -1, 2, 2, 2],
        ['trades', 'HTTP latency', 0.99, -0.5, 1.5, 1.5, 1.5],
        ['quotes', 'HTTP availability', 0.995, 0.8, 0.2, 0.2, 0.2],
        ['quotes', 'HTTP latency', 0.99, 0.9, 0.1, 0.1, 0.1],
      ]);
    });

    test('lead to the dashboards of their services', async () => {
      const lines = await tableIn(objectives, 'Objectives');
      expect(new Set(lines.map(({ links }) => links.Service?.split('?')[0]))).toEqual(
        new Set(['/d/candles-prod', '/d/the-trades', '/d/quotes-prod']),
      );
    });
  });
});

/** Without the noise of binary fractions. */
function rounded(cells: TableLine['cells']): TableLine['cells'] {
  return Object.fromEntries(
    Object.entries(cells).map(([heading, cell]) => [
      heading,
      typeof cell === 'number' ? Number(cell.toFixed(6)) : cell,
    ]),
  );
}
