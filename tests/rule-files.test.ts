import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { object, objectAt, objectsAt } from './support/json.ts';
import { run } from './support/run.ts';
import { requireTool } from './support/tools.ts';
import { ROOT } from './support/workspace.ts';

// As users run promtool on what is committed.

const DIRECTORY = path.join(ROOT, 'out/prometheus');

async function committed(file: string) {
  return object(load(await readFile(path.join(ROOT, 'out', file), 'utf8')));
}

test('promtool check rules accepts the rules, without a warning', async () => {
  const promtool = await requireTool('promtool');
  const groups = objectsAt(await committed('prometheus/observer.rules.yaml'), 'groups');
  const count = groups.flatMap((group) => objectsAt(group, 'rules')).length;

  const { code, stdout, stderr } = await run(promtool, ['check', 'rules', 'observer.rules.yaml'], {
    cwd: DIRECTORY,
  });

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.trim()).toBe(`Checking observer.rules.yaml\n  SUCCESS: ${count} rules found`);
});

test('promtool test rules finds every scenario as it is told', { timeout: 180_000 }, async () => {
  const promtool = await requireTool('promtool');
  const files = (await readdir(DIRECTORY)).filter((file) => file.endsWith('.test.yaml')).sort();

  const { code, stdout, stderr } = await run(promtool, ['test', 'rules', ...files], { cwd: DIRECTORY });

  expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
  expect(stdout.match(/SUCCESS/g)).toHaveLength(files.length);
});

test('the PrometheusRule holds the very groups of the plain file', async () => {
  const manifest = await committed('monitoring/observer-prometheusrule.yaml');
  const plain = await committed('prometheus/observer.rules.yaml');

  expect(objectAt(manifest, 'spec').groups).toEqual(plain.groups);
});
