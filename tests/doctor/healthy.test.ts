import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type Cluster, startGeneratedCluster } from '../support/cluster.ts';
import { describeReleases } from '../support/describe-releases.ts';
import { object, objectsAt, textAt } from '../support/json.ts';
import type { Workspace } from '../support/workspace.ts';

const WAIT = { timeout: 25_000, interval: 500 };

await describeReleases(['prometheus'], (release) => {
  let cluster: Cluster;
  let workspace: Workspace;

  beforeAll(async () => {
    ({ cluster, workspace } = await startGeneratedCluster({ release }));
    await vi.waitFor(async () => {
      const { samples } = await cluster.prometheus.query('count(count_over_time(up[1h]) >= 2)');
      expect(samples.map(({ value }) => value)).toEqual([cluster.targets]);
      const rules = await cluster.prometheus.rules();
      expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
    }, WAIT);
  });

  const examine = async (...args: string[]) => {
    const result = await workspace.oac(['doctor', '--prometheus', cluster.prometheus.url, '--json', ...args]);
    return { ...result, report: object(JSON.parse(result.stdout)) };
  };

  describe('oac doctor', () => {
    test('finds nothing in a correct installation', async () => {
      // A forecast is recorded only once the volumes have been scraped twice.
      const { code, report } = await vi.waitFor(async () => {
        const examined = await examine();
        expect(examined.report.diagnostics).toEqual([]);
        return examined;
      }, WAIT);

      expect(code).toBe(0);
      expect(objectsAt(report, 'services').map((one) => textAt(one, 'service'))).toEqual(['observer']);
    });
  });
});
