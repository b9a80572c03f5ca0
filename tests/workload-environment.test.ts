import { readFile } from 'node:fs/promises';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { observerSettings } from '../runtime/src/service/settings.ts';
import { settingsFrom } from '../runtime/src/token/index.ts';
import { observerWorkload } from '../workload/observer.ts';
import { object, objectAt } from './support/json.ts';

const text = (path: string) => readFile(new URL(`../${path}`, import.meta.url), 'utf8');

/** Variables of the generated ConfigMap, as the container gets them. */
async function variables(): Promise<Readonly<Record<string, string>>> {
  const data = objectAt(object(load(await text('out/workload/observer-configmap.yaml'))), 'data');
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, String(value)]));
}

describe('the environment of the generated workload', () => {
  test('is one that the observer takes', async () => {
    const environment = await variables();
    expect(observerSettings(environment)).toMatchObject({
      host: '0.0.0.0',
      port: observerWorkload.port.number,
      dataDirectory: observerWorkload.volumes.data?.mountPath,
      archiveDirectory: observerWorkload.volumes.backup?.mountPath,
      tracks: { a: true, b: true },
    });
    const secrets = { KIS_APP_KEY: 'a key', KIS_APP_SECRET: 'a secret' };
    expect(settingsFrom({ ...environment, ...secrets }).account.environment).toBe('real');
  });

  test('has names only that the page of the observer describes', async () => {
    const page = await text('docs/observer.md');
    const secrets = observerWorkload.secrets.map(({ name }) => name);
    for (const name of [...Object.keys(await variables()), ...secrets]) expect(page).toContain(`\`${name}\``);
  });

  test('asks for paths that there are', async () => {
    const sources = await Promise.all(
      ['endpoints', 'stream'].map((name) => text(`runtime/src/http/${name}.ts`)),
    );
    for (const path of observerWorkload.paths) expect(sources.join('')).toContain(`'${path}'`);
  });
});
