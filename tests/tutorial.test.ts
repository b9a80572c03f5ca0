import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { object, objectsAt } from './support/json.ts';
import { copyProject } from './support/project-copy.ts';
import { run } from './support/run.ts';
import { requireTool } from './support/tools.ts';
import { OAC, ROOT } from './support/workspace.ts';

/** What definitions are made of. */
const DEFINITIONS = ['calendar', 'dashboards', 'metrics', 'rules', 'signals', 'workload'];

interface Snippets {
  readonly metric: string;
  readonly signal: string;
  readonly panel: string;
  readonly threshold: string;
  readonly alert: string;
  readonly cases: string;
}

const PAGE = 'docs/tutorial.md';

/** The blocks of the tutorial, in its order. */
async function snippets(): Promise<Snippets> {
  const text = await readFile(path.join(ROOT, PAGE), 'utf8');
  const blocks = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, block = '']) => block);
  const [metric, signal, panel, threshold, alert, cases] = blocks;
  if (metric === undefined || signal === undefined || panel === undefined)
    throw new Error(`${PAGE} has changed`);
  if (threshold === undefined || alert === undefined || cases === undefined)
    throw new Error(`${PAGE} has changed`);
  return { metric, signal, panel, threshold, alert, cases };
}

async function edit(directory: string, file: string, change: (text: string) => string): Promise<void> {
  const place = path.join(directory, file);
  const before = await readFile(place, 'utf8');
  const after = change(before);
  expect(after, file).not.toBe(before);
  await writeFile(place, after);
}

const aheadOf = (mark: string | RegExp, addition: string) => (text: string) =>
  text.replace(mark, (found) => `${addition}${found}`);

const importing = (name: string, module: string) => (text: string) =>
  text.replace(new RegExp(`import \\{([^}]*)\\} from '${module}';`), (_, names: string) => {
    const all = [...names.split(',').map((each) => each.trim()), name].filter((each) => each !== '');
    return `import { ${all.join(', ')} } from '${module}';`;
  });

describe('the tutorial', () => {
  test('compiles, generates, and passes its own scenarios, as written', { timeout: 180_000 }, async () => {
    const promtool = await requireTool('promtool');
    const { metric, signal, panel, threshold, alert, cases } = await snippets();
    const directory = await copyProject(DEFINITIONS);

    expect(await readFile(path.join(directory, 'metrics/observer.ts'), 'utf8')).toContain(metric.trim());
    await edit(directory, 'signals/collection.ts', (text) => `${text}\n${signal}`);
    await edit(
      directory,
      'signals/collection.ts',
      importing('websocketSkippedRecords', '../metrics/observer.ts'),
    );
    await edit(
      directory,
      'dashboards/collection.ts',
      aheadOf(/ {4}timeseries\(\{\n {6}key: 'websocket-missed-volume'/, panel),
    );
    await edit(
      directory,
      'dashboards/collection.ts',
      (text) => `import { skippedRecordRate } from '../signals/collection.ts';\n${text}`,
    );
    await edit(directory, 'signals/thresholds.ts', aheadOf('} as const satisfies', threshold));
    await edit(directory, 'rules/kis.ts', aheadOf(/ {4}alert\('ObserverWebSocketGaps'/, alert));
    await edit(directory, 'rules/kis.ts', importing('skippedRecordRate', '../signals/collection.ts'));
    await edit(directory, 'rules/kis.cases.ts', aheadOf(/ {4}webSocketGaps: \{/, cases));
    await edit(
      directory,
      'rules/kis.cases.ts',
      importing('websocketSkippedRecords', '../metrics/observer.ts'),
    );
    await edit(directory, 'metrics/observer.ts', (text) =>
      text.replace("  unread: 'For Explore: they are no trades.',\n", ''),
    );

    const tsc = path.join(ROOT, 'node_modules/.bin/tsc');
    const compiled = await run(tsc, ['--noEmit', '--project', directory], { cwd: directory });
    expect(`${compiled.stdout}${compiled.stderr}`).toBe('');
    const generated = await run(process.execPath, [OAC, 'generate', '--no-promtool'], { cwd: directory });
    expect(generated).toMatchObject({ code: 0 });
    const prometheus = path.join(directory, 'out/prometheus');
    // All others are as they are committed.
    const file = path.join(prometheus, 'observer-data.test.yaml');
    const content = object(load(await readFile(file, 'utf8')));
    const own = objectsAt(content, 'tests').filter((each) =>
      JSON.stringify(each).includes('ObserverRecordsSkipped'),
    );
    expect(own.length).toBeGreaterThan(2);
    await writeFile(file, JSON.stringify({ ...content, tests: own }));
    const proven = await run(promtool, ['test', 'rules', file], { cwd: prometheus });
    expect(proven, proven.stdout).toMatchObject({ code: 0 });
    const rules = await readFile(path.join(directory, 'out/prometheus/observer-data.rules.yaml'), 'utf8');
    expect(rules).toContain('alert: ObserverRecordsSkipped');
    const dashboard = await readFile(path.join(directory, 'out/monitoring/grafana-dashboard.json'), 'utf8');
    expect(dashboard).toContain('"title": "Skipped Records"');
  });
});
