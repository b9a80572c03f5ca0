import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { describeReleases } from './support/describe-releases.ts';
import { object, objectAt, objectsAt } from './support/json.ts';
import { run } from './support/run.ts';
import { requireTool } from './support/tools.ts';
import { ROOT } from './support/workspace.ts';

// As users run promtool on what is committed.

const DIRECTORY = path.join(ROOT, 'out/prometheus');

async function filesEndingWith(suffix: string) {
  return (await readdir(DIRECTORY)).filter((file) => file.endsWith(suffix)).sort();
}

async function committed(file: string) {
  return object(load(await readFile(path.join(ROOT, 'out', file), 'utf8')));
}

await describeReleases(['promtool'], (release) => {
  test('check rules accepts the rules, without a warning', async () => {
    const promtool = await requireTool('promtool', { release });
    const files = await filesEndingWith('.rules.yaml');

    const { code, stdout, stderr } = await run(promtool, ['check', 'rules', ...files], { cwd: DIRECTORY });

    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
    expect(stdout.match(/SUCCESS: \d+ rules found/g)).toHaveLength(files.length);
  });

  test('test rules runs every scenario successfully', { timeout: 180_000 }, async () => {
    const promtool = await requireTool('promtool', { release });
    const files = await filesEndingWith('.test.yaml');

    const { code, stdout, stderr } = await run(promtool, ['test', 'rules', ...files], { cwd: DIRECTORY });

    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
    expect(stdout.match(/SUCCESS/g)).toHaveLength(files.length);
  });
});

test('the PrometheusRule holds the groups of the plain files', async () => {
  const manifest = await committed('monitoring/observer-prometheusrule.yaml');
  const files = await filesEndingWith('.rules.yaml');
  const plain = await Promise.all(files.map((file) => committed(`prometheus/${file}`)));

  const groups = plain.flatMap((file) => objectsAt(file, 'groups'));
  expect(objectsAt(objectAt(manifest, 'spec'), 'groups')).toHaveLength(groups.length);
  expect(objectsAt(objectAt(manifest, 'spec'), 'groups')).toEqual(expect.arrayContaining([...groups]));
});
