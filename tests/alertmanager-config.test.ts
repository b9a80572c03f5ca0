import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describeReleases } from 'test-support/describe-releases';
import { requireTool } from 'test-support/tools';
import { expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');

await describeReleases(['amtool'], (release) => {
  it.each(['out', 'examples/checkout-api/out'])('takes %s/alertmanager/alertmanager.yaml', async (out) => {
    const amtool = await requireTool('amtool', { release });
    const file = path.join(ROOT, out, 'alertmanager/alertmanager.yaml');
    const { stdout } = await promisify(execFile)(amtool, ['check-config', file]);
    expect(stdout).toContain('SUCCESS');
  });
});
