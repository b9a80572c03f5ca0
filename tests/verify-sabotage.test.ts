import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { verify } from './support/live.ts';
import { copyProject } from './support/project-copy.ts';

type Edit = readonly [file: string, before: string, after: string];

const CONTRACT = 'metrics/observer.ts';
const CLASSIC = 'out/monitoring/grafana-dashboard.json';
const MONITOR = 'out/monitoring/observer-servicemonitor.yaml';

/** What `verify` runs. */
const PROJECT = [
  ...['calendar', 'dashboards', 'generators', 'live', 'metrics', 'out', 'rules', 'runtime', 'signals'],
  ...['simulator', 'tests/fixtures', 'tests/support', 'workload'],
];

/** What `verify` finds, a line each, where somebody has changed a file. */
async function findingsAfter(edits: readonly Edit[], args: readonly string[]) {
  const project = await copyProject(PROJECT);
  for (const [file, before, after] of edits) {
    const text = await readFile(path.join(project, file), 'utf8');
    expect(text).toContain(before);
    await writeFile(path.join(project, file), text.replaceAll(before, after));
  }
  const { code, findings, stderr } = await verify(args, project);
  expect(code, stderr).toBe(1);
  return findings.map(({ name, result }) => `${name}: ${result}`).join('\n');
}

describe('npm run verify names the place', () => {
  test('of what somebody changed in the observer, a dashboard and the ServiceMonitor', {
    timeout: 260_000,
  }, async () => {
    const found = await findingsAfter(
      [
        // The observer counts under another name than what was generated before.
        [CONTRACT, "'observer_active_connections'", "'observer_connections'"],
        [CLASSIC, 'phase=\\"Running\\"', 'phase=\\"running\\"'],
        [CLASSIC, 'sum by (state)', 'sum by (state'],
        [CLASSIC, 'statistic=\\"p99\\"', 'quantile=\\"0.99\\"'],
        ['out/grafana/observer.v2.json', 'kube_pod_info{', 'kube_pods{'],
        // The other endpoint is scraped. More such mistakes are cases of `generators/live/scrape.test.ts`.
        [MONITOR, '  endpoints:\n', '  endpoints:\n    - port: metrics\n'],
      ],
      ['--only', 'targets', 'panels'],
    );

    expect(found).toContain('Active Connections, query A (classic, all): empty');
    expect(found).toContain('the server has no observer_active_connections');
    expect(found).toMatch(
      /Pod Status, query Running .*`phase="running"` finds nothing; without it there are series, with phase /,
    );
    expect(found).toMatch(/PostgreSQL Connections, query A \(classic, all\): error .*parse error/);
    expect(found).toMatch(/Event Loop Delay, .*`quantile="0\.99"` finds nothing/);
    expect(found).toContain('variable: pod (v2, all): empty (0 series): the server has no kube_pods');
    expect(found).toContain('ServiceMonitor observer: the Service observer has no port metrics');
  });

  test('of what somebody changed in the rules and the routes', { timeout: 260_000 }, async () => {
    const pods = 'out/prometheus/observer-pods.rules.yaml';
    const routes = 'out/alertmanager/alertmanager.yaml';
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
        ['out/prometheus/observer-storage.rules.yaml', 'for: 15m', 'for: 15h'],
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
