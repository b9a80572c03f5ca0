import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { startAlertmanager } from './alertmanager.ts';
import { describeReleases } from './describe-releases.ts';
import { startExpositionServer } from './exposition.ts';
import { type PrometheusServer, startPrometheus } from './prometheus.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const WAIT = { timeout: 20_000, interval: 100 };

/** The value of the first series, once there is one. */
function eventually(prometheus: PrometheusServer, expression: string): Promise<number> {
  return vi.waitFor(async () => {
    const [first] = (await prometheus.query(expression)).samples;
    if (first === undefined) throw new Error(`${expression} is still empty`);
    return first.value;
  }, WAIT);
}

async function ruleFile(text: string): Promise<string> {
  const file = path.join(await temporaryDirectory(), 'test.rules.yaml');
  await writeFile(file, text);
  return file;
}

await describeReleases(['prometheus', 'alertmanager'], (release) => {
  test('starts a server that answers, and frees its port when stopped', async () => {
    const prometheus = await startPrometheus({ release });
    expect((await prometheus.query('1 + 1')).samples).toMatchObject([{ labels: {}, value: 2 }]);

    await prometheus.stop();
    await prometheus.stop();

    expect(() => process.kill(prometheus.pid ?? 0, 0)).toThrow('ESRCH');
    await expect(fetch(prometheus.url)).rejects.toThrow();
  });

  test('history has the timestamps it was given, however old', async () => {
    const prometheus = await startPrometheus({
      release,
      history: `# TYPE observer_active_connections gauge
observer_active_connections{pod="observer-0"} 3 1700000000
observer_active_connections{pod="observer-0"} 5 1700000060
# EOF
`,
    });

    const { samples } = await prometheus.query('observer_active_connections', 1_700_000_060);

    expect(samples).toEqual([
      {
        labels: { __name__: 'observer_active_connections', pod: 'observer-0' },
        time: 1_700_000_060,
        value: 5,
      },
    ]);
  });

  test('scrapes a given exposition under the given job and labels', async () => {
    const exporter = await startExpositionServer({ '/probe': 'pg_up 1\n' });
    const prometheus = await startPrometheus({
      release,
      scrape: [{ job: 'postgres', targets: [exporter.address], path: '/probe', labels: { namespace: 'db' } }],
    });
    expect(await eventually(prometheus, 'pg_up{job="postgres",namespace="db"}')).toBe(1);

    exporter.fail('/probe');

    expect(await eventually(prometheus, 'up{job="postgres"} == 0')).toBe(0);
  });

  test('evaluates rules, reports their state, and sends firing alerts to Alertmanager', async () => {
    const alertmanager = await startAlertmanager({
      release,
      config: 'route: { receiver: none }\nreceivers: [{ name: none }]\n',
    });
    const prometheus = await startPrometheus({
      release,
      rules: [
        await ruleFile(`groups:
  - name: test
    rules:
      - { record: one, expr: vector(1) }
      - { alert: Always, expr: one == 1, annotations: { summary: 서울 } }
`),
      ],
      alertmanagers: [alertmanager.address],
    });

    await vi.waitFor(async () => {
      expect(await prometheus.rules()).toMatchObject([
        { group: 'test', name: 'one', type: 'recording', health: 'ok', alerts: [] },
        {
          name: 'Always',
          type: 'alerting',
          health: 'ok',
          state: 'firing',
          alerts: [{ labels: { alertname: 'Always' }, annotations: { summary: '서울' } }],
        },
      ]);
    }, WAIT);
    await vi.waitFor(async () => {
      const alerts = await (await fetch(`${alertmanager.url}/api/v2/alerts`)).json();
      expect(alerts).toMatchObject([{ labels: { alertname: 'Always' } }]);
    }, WAIT);
  });

  test('infinities and NaN arrive as numbers', async () => {
    const prometheus = await startPrometheus({ release });
    const valueAt = async (expression: string) => (await prometheus.query(expression)).samples[0]?.value;

    expect(await valueAt('1 / 0')).toBe(Number.POSITIVE_INFINITY);
    expect(await valueAt('-1 / 0')).toBe(Number.NEGATIVE_INFINITY);
    expect(await valueAt('0 / 0')).toBeNaN();
  });

  test("a wrong query is refused in Prometheus's own words", async () => {
    const prometheus = await startPrometheus({ release });

    await expect(prometheus.query('rate(x)')).rejects.toThrow(/rate\(x\): bad_data: .*expected type range/);
  });

  test('a wrong configuration is reported with what Prometheus printed', async () => {
    await expect(startPrometheus({ release, config: { unknown_section: {} } })).rejects.toThrow(
      'unknown_section',
    );
  });

  test('history that is not OpenMetrics is reported with what promtool printed', async () => {
    await expect(startPrometheus({ release, history: 'no end\n' })).rejects.toThrow(
      /promtool could not read the history: .+/,
    );
  });
});
