import { beforeAll, expect, test, vi } from 'vitest';
import { defaultDatabaseLimits } from '../runtime/src/database/limits.ts';
import { databaseMetrics } from '../runtime/src/database/metrics.ts';
import { migrate } from '../runtime/src/database/migrate.ts';
import { Session } from '../runtime/src/database/session.ts';
import { Instruments } from '../runtime/src/telemetry/instruments.ts';
import { ALL_PICKED, type Cluster, startGeneratedCluster } from './support/cluster.ts';
import { describeReleases } from './support/describe-releases.ts';
import { fillIn, queriesOf } from './support/grafana.ts';
import type { JsonObject } from './support/json.ts';
import { startPostgresExporter } from './support/postgres-exporter.ts';
import { type PostgresqlServer, startPostgresql } from './support/postgresql.ts';

const WAIT = { timeout: 60_000, interval: 250 };

/** Without its database the exporter tries for a second to reach it, which a shorter scrape would not wait for. */
const SCRAPE_INTERVAL = '3s';

/** postgres_exporter 0.11 takes none that has to be escaped. */
const PASSWORD = 'password';

/** With a real PostgreSQL, and in it the tables of the observer. */
await describeReleases(['postgres-exporter', 'prometheus'], (release) => {
  let postgresql: PostgresqlServer;
  let cluster: Cluster;
  let dashboard: JsonObject;

  beforeAll(async () => {
    postgresql = await startPostgresql({ password: PASSWORD });
    const session = await Session.open({
      url: postgresql.url,
      limits: defaultDatabaseLimits,
      observer: databaseMetrics(new Instruments()),
    });
    await migrate(session, 30_000);
    await session.close();
    const exporter = await startPostgresExporter(postgresql.url, release);
    ({ cluster, dashboard } = await startGeneratedCluster({
      release,
      databaseAddress: exporter.address,
      scrapeInterval: SCRAPE_INTERVAL,
    }));
  });

  async function samplesOf(panel: string): Promise<readonly number[]> {
    const [query] = queriesOf(dashboard).filter((each) => each.panel === panel);
    const { samples } = await cluster.prometheus.query(fillIn(query?.expression ?? '', ALL_PICKED));
    return samples.map(({ value }) => value);
  }

  test('the panels read what it answers of a database', async () => {
    await vi.waitFor(async () => expect(await samplesOf('Database Status')).toEqual([1]), WAIT);

    // The connections of the exporter itself, which come and go with the scrapes.
    await vi.waitFor(async () => {
      const [used = Number.NaN] = await samplesOf('Connections Used');
      expect(used).toBeGreaterThan(0);
      expect(used).toBeLessThan(1);
    }, WAIT);
    expect(await samplesOf('PostgreSQL Connections')).not.toEqual([]);
    // Rows of tables come by default since 0.13 only.
    const tables = await samplesOf('Table Row Counts');
    if (release === 'oldest') expect(tables).toEqual([]);
    else expect(tables.length).toBeGreaterThan(1);
  });

  test('the alert notices that the database is gone, although its exporter still answers', async () => {
    await postgresql.stop();

    await vi.waitFor(async () => {
      const rules = await cluster.prometheus.rules();
      const down = rules.find(({ name }) => name === 'ObserverDatabaseDown');
      // It fires after two minutes.
      expect(down?.state).toMatch(/^(pending|firing)$/);
      expect(await samplesOf('Database Status')).toEqual([0]);
    }, WAIT);
  });
});
