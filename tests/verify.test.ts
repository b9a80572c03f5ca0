import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from './support/run.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';
import { requireTool } from './support/tools.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

interface Row {
  readonly section: string;
  readonly name: string;
  readonly isOk: boolean;
  readonly result: string;
}

/** `npm run verify` as a person runs it. */
async function verify(args: readonly string[]) {
  for (const program of ['prometheus', 'alertmanager', 'postgres', 'postgres-exporter'] as const)
    await requireTool(program, { release: program === 'postgres' ? undefined : 'newest' });
  const { code, stdout, stderr } = await run(
    process.execPath,
    [path.join(ROOT, 'live/bin/live.js'), 'verify', '--json', ...args],
    { timeout: 240_000 },
  );
  const { rows }: { readonly rows: readonly Row[] } = JSON.parse(stdout === '' ? '{"rows":[]}' : stdout);
  return { code, rows, stderr, findings: rows.filter(({ isOk }) => !isOk) };
}

describe('npm run verify', () => {
  test('finds data for each panel, and ten alerts that fire, arrive and resolve', {
    timeout: 260_000,
  }, async () => {
    const { code, rows, findings, stderr } = await verify(['--quick']);

    expect(findings).toEqual([]);
    expect(code, stderr).toBe(0);
    expect(rows.filter(({ result }) => /^fired after .* resolved after/.test(result)).length).toBeGreaterThan(
      9,
    );
    const messages = rows.filter(({ section }) => section === 'messages').map(({ result }) => result);
    expect(messages.filter((result) => /^at pages .* after its end: /.test(result)).length).toBeGreaterThan(
      3,
    );
    expect(messages.filter((result) => /^at tickets .* after its end: /.test(result)).length).toBeGreaterThan(
      3,
    );
    expect(messages).toContain('none, because ObserverPVCFull fires');
  });

  test('restarts the observer, which goes on with its token', { timeout: 120_000 }, async () => {
    const { code, rows, findings, stderr } = await verify(['--only', 'token', 'metrics']);

    expect(findings).toEqual([]);
    expect(code, stderr).toBe(0);
    const results = rows.map(({ name, result }) => `${name}: ${result}`).join('\n');
    expect(results).toMatch(/a restart: Using cached token/);
    expect(results).toContain('requests for a token: 0 after the restart');
    expect(results).toMatch(/the trace of an exemplar: has arrived: [0-9a-f]{32}/);
  });

  test('names the place of each mistake', { timeout: 260_000 }, async () => {
    const out = path.join(await temporaryDirectory(), 'out');
    await cp(path.join(ROOT, 'out'), out, { recursive: true });
    const change = async (file: string, from: string, to: string) => {
      const text = await readFile(path.join(out, file), 'utf8');
      expect(text).toContain(from);
      await writeFile(path.join(out, file), text.replaceAll(from, to));
    };
    const classic = 'monitoring/grafana-dashboard.json';
    await change(classic, 'observer_active_connections{', 'observer_connections{');
    await change(classic, 'phase=\\"Running\\"', 'phase=\\"running\\"');
    await change(classic, 'sum by (state)', 'sum by (state');
    await change(classic, 'statistic=\\"p99\\"', 'quantile=\\"0.99\\"');
    await change('grafana/observer.v2.json', 'kube_pod_info{', 'kube_pods{');
    await change('prometheus/observer-data.rules.yaml', 'krx:korean_time:hhmm', 'krx:korean_clock:hhmm');

    const { code, findings } = await verify(['--only', 'rules', 'panels', '--out', out]);

    const found = findings.map(({ name, result }) => `${name}: ${result}`).join('\n');
    expect(code).toBe(1);
    expect(found).toContain('Active Connections, query A (classic, all): empty');
    expect(found).toContain('there is no series observer_connections');
    expect(found).toMatch(
      /Pod Status, query Running .* without phase="running", and none with it: there it is/,
    );
    expect(found).toMatch(/PostgreSQL Connections, query A \(classic, all\): error .*parse error/);
    expect(found).toMatch(/Event Loop Delay, .* without quantile="0\.99"/);
    expect(found).toContain('variable: pod (v2, all): empty (0 series): there is no series kube_pods');
  });
});
