import { describe, expect, test } from 'vitest';
import { NODE_MAJORS } from './support/fetch/node.ts';
import { run } from './support/run.ts';
import { startServerProcess } from './support/server-process.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';
import { requireNode } from './support/tools.ts';
import { ROOT } from './support/workspace.ts';

// The tests run on the oldest Node that is supported; these are the later ones.

describe.each(NODE_MAJORS)('Node %i', (major) => {
  test('generates what is committed, without a warning', async () => {
    const node = await requireNode(major);
    const command = ['generators/bin/oac.js', 'generate', '--check', '--no-promtool', '--json'];

    const { code, stdout, stderr } = await run(node, command, { cwd: ROOT });

    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
  });

  test('runs the observer, which answers and stops in order', async () => {
    const node = await requireNode(major);
    const observer = await startServerProcess(node, ['runtime/bin/observer.js', 'serve', '--simulate'], {
      environment: { OBSERVER_PORT: '0', OBSERVER_DATA_DIR: await temporaryDirectory() },
      readyAt: async (output) => /"url":"http:\/\/([^"]+)"/.exec(output)?.[1],
    });

    const { status } = await fetch(`${observer.url}/health`);
    const metrics = await (await fetch(`${observer.url}/metrics`)).text();
    await observer.stop();

    expect(status).toBe(200);
    expect(metrics).toMatch(/^observer_build_info\{/m);
    expect(observer.log()).toContain('"message":"The observer has stopped in order"');
    expect(observer.log()).not.toMatch(/warning/i);
  });
});
