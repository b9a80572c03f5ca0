import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { observerWeek } from '../data/observer-week.ts';

const OUT = path.resolve(import.meta.dirname, '../../out');
/** What Prometheus makes of what it scrapes. */
const DERIVED = /^ALERTS|:/;
/** Not there as long as all is well. */
const ABSENT = [
  'kube_pod_container_status_waiting_reason',
  'kube_pod_container_status_last_terminated_reason',
];

it('the example data has every metric that the generated dashboard and rules read', () => {
  const rules = readdirSync(path.join(OUT, 'prometheus')).filter((name) => name.endsWith('.rules.yaml'));
  const files = ['monitoring/grafana-dashboard.json', ...rules.map((name) => `prometheus/${name}`)];
  const texts = files
    .map((file) => readFileSync(path.join(OUT, file), 'utf8').replaceAll('\\n', '\n'))
    .join('\n');
  const read = new Set(
    [...texts.matchAll(/(?<![\w:"/-])([a-z][a-z0-9_]*(?::[\w:]+)?)\s*\{(?!\{)/g)].map(
      ([, name = '']) => name,
    ),
  );
  const written = new Set(observerWeek().names());
  const missing = [...read].filter(
    (name) => !DERIVED.test(name) && !ABSENT.includes(name) && !written.has(name),
  );
  expect(missing, 'write them in data/observer-week.ts').toEqual([]);
});
