import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { verify } from './support/live.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';
import { ROOT } from './support/workspace.ts';

type Edit = readonly [file: string, before: string, after: string];

const CLASSIC = 'monitoring/grafana-dashboard.json';
const MONITOR = 'monitoring/observer-servicemonitor.yaml';

/** What `verify` finds, a line each, where somebody has changed what is generated. */
async function findingsAfter(edits: readonly Edit[], args: readonly string[]) {
  const out = path.join(await temporaryDirectory(), 'out');
  await cp(path.join(ROOT, 'out'), out, { recursive: true });
  for (const [file, before, after] of edits) {
    const text = await readFile(path.join(out, file), 'utf8');
    expect(text).toContain(before);
    await writeFile(path.join(out, file), text.replaceAll(before, after));
  }
  const { code, findings, stderr } = await verify([...args, '--out', out]);
  expect(code, stderr).toBe(1);
  return findings.map(({ name, result }) => `${name}: ${result}`).join('\n');
}

describe('npm run verify names the place', () => {
  test('of what somebody changed in a dashboard and in the ServiceMonitor', {
    timeout: 260_000,
  }, async () => {
    const found = await findingsAfter(
      [
        [CLASSIC, 'observer_active_connections{', 'observer_connections{'],
        [CLASSIC, 'phase=\\"Running\\"', 'phase=\\"running\\"'],
        [CLASSIC, 'sum by (state)', 'sum by (state'],
        [CLASSIC, 'statistic=\\"p99\\"', 'quantile=\\"0.99\\"'],
        ['grafana/observer.v2.json', 'kube_pod_info{', 'kube_pods{'],
        // The other endpoint is scraped. More such mistakes are cases of `generators/live/scrape.test.ts`.
        [MONITOR, '  endpoints:\n', '  endpoints:\n    - port: metrics\n'],
      ],
      ['--only', 'targets', 'panels'],
    );

    expect(found).toContain('Active Connections, query A (classic, all): empty');
    expect(found).toContain('the server has no observer_connections');
    expect(found).toMatch(
      /Pod Status, query Running .*`phase="running"` finds nothing; without it there are series, with phase /,
    );
    expect(found).toMatch(/PostgreSQL Connections, query A \(classic, all\): error .*parse error/);
    expect(found).toMatch(/Event Loop Delay, .*`quantile="0\.99"` finds nothing/);
    expect(found).toContain('variable: pod (v2, all): empty (0 series): the server has no kube_pods');
    expect(found).toContain('ServiceMonitor observer: the Service observer has no port metrics');
  });

  test('of what somebody changed in the rules and the routes', { timeout: 260_000 }, async () => {
    const pods = 'prometheus/observer-pods.rules.yaml';
    const routes = 'alertmanager/alertmanager.yaml';
    const faults = [
      'memory-high',
      'cpu-throttled',
      'crash-loop',
      'inodes-exhausted',
      'out-of-memory',
      'observer-down',
    ];

    const found = await findingsAfter(
      [
        [pods, 'container_memory_working_set_bytes', 'container_memory_bytes'],
        [pods, '0.25\n', '25\n'],
        [pods, 'reason="CrashLoopBackOff"', 'reason="CrashLoop"'],
        ['prometheus/observer-storage.rules.yaml', 'for: 15m', 'for: 15h'],
        [
          routes,
          '- matchers:\n        - severity="critical"\n      receiver: pages',
          '- matchers:\n        - severity="page"\n      receiver: pages',
        ],
        [routes, '{{ with .Annotations.description }}', '{{ with .Annotations.text }}'],
      ],
      ['--only', 'alerts', 'messages', '--fault', ...faults, '--wait', '45'],
    );

    for (const alert of [
      'ObserverMemoryAlmostFull (memory-high)',
      'ObserverCPUThrottled (cpu-throttled)',
      'ObserverPodCrashLooping (crash-loop)',
      'ObserverInodesAlmostExhausted (inodes-exhausted)',
    ])
      expect(found).toContain(`${alert}: has not fired within 45 s`);
    expect(found).toMatch(
      /^ObserverTargetDown \(observer-down\): none arrived at pages, but at tickets .*alertmanager\.yaml:3/m,
    );
    expect(found).toMatch(
      /^ObserverOutOfMemory \(out-of-memory\): tickets has not received the description/m,
    );
  });
});
