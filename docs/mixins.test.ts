import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { makeWorkspace, ROOT } from 'test-support/workspace';
import { expect, test } from 'vitest';

test('the project on the page about mixins passes all checks', async () => {
  const page = await readFile(path.join(ROOT, 'docs/mixins.md'), 'utf8');
  const [, project = ''] = /^```ts\n(.*?)^```$/ms.exec(page) ?? [];
  const { oac } = await makeWorkspace({
    'observability.ts': project,
    'observability.yaml': `app: shop
namespace: shop-prod
grafana: { url: "https://grafana.example.com" }
runbooks: { url: "https://example.com/runbooks" }
`,
  });

  const { code, stdout, stderr } = await oac(['generate', '--no-promtool']);

  expect({ code, stdout }, stderr).toMatchObject({ code: 0 });
  expect(stderr).toMatch(/17 panels, 14 alerts/);
});
