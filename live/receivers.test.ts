import { readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { temporaryDirectory } from 'test-support/temporary-directory';
import { expect, it } from 'vitest';
import { type Configuration, withStandIn } from './receivers.ts';

const URL = 'http://127.0.0.1:1';

it('leads every receiver of the generated configuration to the stand-in, and none elsewhere', async () => {
  const file = path.resolve(import.meta.dirname, '../out/alertmanager/alertmanager.yaml');
  const generated = readFileSync(file, 'utf8');
  const secretDirectory = await temporaryDirectory();

  const changed = withStandIn(load(generated) as Configuration, { url: URL, secretDirectory, factor: 60 });

  const text = JSON.stringify(changed);
  expect(generated).toContain('https://heartbeat.example.com/observer');
  expect(text).not.toContain('https://');
  expect(text).not.toContain('/etc/alertmanager');
  expect(text).toContain(`"url":"${URL}/heartbeat"`);
  expect(readFileSync(path.join(secretDirectory, 'pages-slack-url'), 'utf8')).toBe(`${URL}/pages`);
});

it('says which receiver has a way that nothing here takes', () => {
  const configuration = { receivers: [{ name: 'pages', opsgenie_configs: [{ api_key: 'x' }] }] };

  expect(() => withStandIn(configuration, { url: URL, secretDirectory: '/nowhere', factor: 60 })).toThrow(
    'receiver pages: nothing here takes opsgenie_configs',
  );
});
