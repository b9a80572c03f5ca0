import { load } from 'js-yaml';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { ALL_PICKED, type Cluster, NAMESPACE, POD, startGeneratedCluster } from './support/cluster.ts';
import { describeReleases } from './support/describe-releases.ts';
import { annotationQueriesOf, fillIn, panelsOf, queriesOf, variableQueriesOf } from './support/grafana.ts';
import { type JsonObject, list, object, objectAt, objectsAt, textAt } from './support/json.ts';

const WAIT = { timeout: 40_000, interval: 250 };

await describeReleases(['prometheus'], (release) => {
  let cluster: Cluster;
  let dashboard: JsonObject;
  let ruleNames: readonly string[];

  beforeAll(async () => {
    const generated = await startGeneratedCluster({ release });
    ({ cluster, dashboard } = generated);
    const rules = object(load(await generated.workspace.read('out/monitoring/observer-prometheusrule.yaml')));
    ruleNames = objectsAt(objectAt(rules, 'spec'), 'groups')
      .flatMap((group) => objectsAt(group, 'rules'))
      .map((rule) => textAt(rule, rule.alert === undefined ? 'record' : 'alert'));
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

  describe('Prometheus', () => {
    test('loads every generated rule, and evaluates each without an error', async () => {
      await vi.waitFor(async () => {
        const rules = await cluster.prometheus.rules();
        expect(rules.map(({ name }) => name).sort()).toEqual([...ruleNames].sort());
        const unwell = rules.filter(({ health }) => health !== 'ok');
        expect(unwell.map(({ name, health, lastError }) => [name, health, lastError])).toEqual([]);
      }, WAIT);
      expect(cluster.prometheus.log()).not.toMatch(/level=(warn|error)/i);
    });

    test('lets no alert fire but the heartbeat, while all is well', async () => {
      await vi.waitFor(async () => {
        const rules = await cluster.prometheus.rules();
        const firing = rules.filter(({ state }) => state === 'firing').map(({ name }) => name);
        expect(firing).toEqual(['ObserverWatchdog']);
      }, WAIT);
    });

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

    test('has data for every query of every panel', async () => {
      const queries = queriesOf(dashboard);

      // No container has a problem, and there is a lag only while the market is open.
      const podProblems = ['CrashLoopBackOff', 'OOMKilled'].map((state) => `Pod Status, query ${state}`);
      const always = queries.filter(({ panel }) => panel !== 'Lag in Session' && panel !== 'Write Lag');
      await vi.waitFor(async () => expect(await withoutData(always)).toEqual(podProblems), WAIT);
      expect(queries.length).toBeGreaterThan(25);
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

    test('draws every panel over a range, too', async () => {
      const now = Date.now() / 1000;
      for (const { name, expression } of queriesOf(dashboard)) {
        const form = {
          query: fillIn(expression, ALL_PICKED),
          start: String(now - 300),
          end: String(now),
          step: '15',
        };
        const response = await fetch(`${cluster.prometheus.url}/api/v1/query_range`, {
          method: 'POST',
          body: new URLSearchParams(form),
        });
        expect(await response.json(), name).toMatchObject({
          status: 'success',
          data: { resultType: 'matrix' },
        });
      }
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

    test('answers the annotations', async () => {
      const queries = annotationQueriesOf(dashboard);

      expect(Object.keys(queries)).toEqual(['Critical alerts', 'Deployments']);
      for (const expression of Object.values(queries)) {
        const { samples } = await cluster.prometheus.query(fillIn(expression, ALL_PICKED));
        expect(samples).toEqual([]);
      }
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
