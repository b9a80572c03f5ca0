import { beforeAll, describe, expect, test, vi } from 'vitest';
import { ALL_PICKED, type Cluster, startGeneratedCluster } from './support/cluster.ts';
import { describeReleases } from './support/describe-releases.ts';
import { fillIn, panelsOf, queriesOf, variableQueriesOf } from './support/grafana.ts';
import { type JsonObject, list, object, objectsAt, textAt } from './support/json.ts';
import { NAMESPACE, POD } from './support/observer-pod.ts';
import type { Workspace } from './support/workspace.ts';

const WAIT = { timeout: 40_000, interval: 250 };

await describeReleases(['prometheus'], (release) => {
  let cluster: Cluster;
  let workspace: Workspace;
  let dashboard: JsonObject;

  beforeAll(async () => {
    ({ cluster, workspace, dashboard } = await startGeneratedCluster({ release }));
    // A rate needs two samples.
    const isReady = `count(count_over_time(up[1h]) >= 2)`;
    await vi.waitFor(async () => {
      const { samples } = await cluster.prometheus.query(isReady);
      expect(samples.map(({ value }) => value)).toEqual([cluster.targets]);
    }, WAIT);
  });

  /** Those of the queries that are empty, or whose values are all NaN. */
  async function withoutData(queries: readonly { readonly name: string; readonly expression: string }[]) {
    const empty: string[] = [];
    for (const { name, expression } of queries) {
      const { samples } = await cluster.prometheus.query(fillIn(expression, ALL_PICKED));
      if (samples.every(({ value }) => Number.isNaN(value))) empty.push(name);
    }
    return empty;
  }

  // That rules are loaded and evaluated, that targets are up, and that panels have data.
  test('oac doctor finds nothing', async () => {
    const args = ['doctor', '--prometheus', cluster.prometheus.url, '--json'];
    // A forecast is recorded only once the volumes have been scraped twice.
    await vi.waitFor(async () => {
      const { code, stdout } = await workspace.oac(args);
      expect(JSON.parse(stdout)).toMatchObject({ diagnostics: [], services: [{ service: 'observer' }] });
      expect(code).toBe(0);
    }, WAIT);
    expect(cluster.prometheus.log()).not.toMatch(/level=(warn|error)/i);
  });

  describe('Prometheus', () => {
    test("keeps the observer's labels, whatever the operator adds", async () => {
      const { samples } = await cluster.prometheus.query(
        'group by (job, pod, endpoint) (observer_http_requests_total)',
      );
      const renamed = await cluster.prometheus.query('{job="observer", exported_endpoint!=""}');

      expect(samples.map(({ labels }) => labels)).toEqual(
        expect.arrayContaining([{ job: 'observer', pod: POD, endpoint: '/status' }]),
      );
      expect(renamed.samples).toEqual([]);
    });

    test('has data for every drill-down', async () => {
      const links = panelsOf(dashboard).flatMap((panel) =>
        objectsAt(panel, 'links')
          .map((link) => textAt(link, 'url'))
          .filter((url) => url.startsWith('/explore?'))
          .map((url) => ({ name: textAt(panel, 'title'), expression: queryBehind(url) })),
      );

      await vi.waitFor(async () => expect(await withoutData(links)).toEqual([]), WAIT);
    });

    test('offers a choice for every variable', async () => {
      const chosen = { ...ALL_PICKED, job: 'observer' };
      const options: Record<string, readonly string[]> = {};
      for (const { variable, selector, label } of variableQueriesOf(dashboard)) {
        const form = new URLSearchParams({ 'match[]': fillIn(selector, chosen) });
        const response = await fetch(`${cluster.prometheus.url}/api/v1/series`, {
          method: 'POST',
          body: form,
        });
        const answer = object(await response.json());
        const values = list(answer.data).map((series) => textAt(object(series), label));
        options[variable] = [...new Set(values)].sort();
      }

      expect(options).toEqual({
        namespace: [NAMESPACE],
        job: ['observer'],
        instance: [cluster.instance],
        pod: [POD],
      });
    });
  });

  describe('the database panels', () => {
    const panels = ['Database Status', 'Connections Used', 'PostgreSQL Connections', 'Table Row Counts'];

    async function valuesIn(namespace: string) {
      // Whether the exporter itself is scraped is not its own concern.
      const queries = queriesOf(dashboard).filter(
        ({ panel, refId }) => panels.includes(panel) && refId !== 'Exporter',
      );
      expect(queries.map(({ panel }) => panel)).toEqual(panels);
      const counts: Record<string, number> = {};
      for (const { panel, expression } of queries) {
        const { samples } = await cluster.prometheus.query(fillIn(expression, { ...ALL_PICKED, namespace }));
        counts[panel] = samples.length;
      }
      return counts;
    }

    test.each([
      { namespace: NAMESPACE, empty: [] },
      // Rows of tables come by default since 0.13 only.
      { namespace: 'default-queries', empty: ['Table Row Counts'] },
      { namespace: 'further-queries', empty: panels.slice(0, 3) },
      { namespace: 'database-down', empty: panels.slice(1) },
    ])('read what postgres_exporter really answers in $namespace', async ({ namespace, empty }) => {
      const counts = await valuesIn(namespace);

      expect(Object.keys(counts).filter((panel) => counts[panel] === 0)).toEqual(empty);
    });

    test('report that the database is down if it is', async () => {
      const [status] = queriesOf(dashboard).filter(({ panel }) => panel === 'Database Status');
      const valueIn = async (namespace: string) => {
        const expression = fillIn(status?.expression ?? '', { ...ALL_PICKED, namespace });
        return (await cluster.prometheus.query(expression)).samples[0]?.value;
      };

      expect([await valueIn(NAMESPACE), await valueIn('database-down')]).toEqual([1, 0]);
    });
  });
});

/** The query that a link into Explore opens; Grafana has filled in its variables before. */
function queryBehind(url: string): string {
  const panes = new URL(url, 'https://grafana.example.com').searchParams.get('panes') ?? '';
  const [pane] = Object.values(object(JSON.parse(panes)));
  return textAt(object(objectsAt(object(pane), 'queries')[0]), 'expr');
}
