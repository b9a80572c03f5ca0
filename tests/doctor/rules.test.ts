import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../support/json.ts';
import { startPrometheus } from '../support/prometheus.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { ROOT, WHOLE_PROJECT } from '../support/workspace.ts';
import { examine } from './examine.ts';

/** In which file somebody has written what instead of what. */
const EDITS = [
  ['observer-http', '0.05', '5'],
  ['observer-pods', 'statistic="p99"', 'statistic="p50"'],
  ['observer-database', 'sum by (namespace, job) (pg_stat', 'sum by (namespace) (pg_stat'],
  ['observer-storage', 'for: 1m', 'for: 1h'],
  ['observer-heartbeat', 'severity: none', 'severity: info'],
  ['observer-data', 'ObserverWriteLag', 'ObserverLag'],
  ['observer-slo', 'severity: critical', 'severity: info'],
  ['observer-slo', 'severity: warning', 'severity: info'],
  ['observer-slo', 'interval: 30s', 'interval: 1m'],
] as const;
const NOT_LOADED = 'observer-token';

describe('oac doctor, of a real Prometheus whose rules were changed by hand,', () => {
  let found: readonly JsonObject[];

  beforeAll(async () => {
    const [from, to] = [path.join(ROOT, 'out/prometheus'), await temporaryDirectory()];
    const names = (await readdir(from)).filter((name) => name.endsWith('.rules.yaml'));
    const rules = names
      .filter((name) => !name.startsWith(NOT_LOADED))
      .map(async (name) => {
        let text = await readFile(path.join(from, name), 'utf8');
        for (const [file, before, after] of EDITS) {
          if (name !== `${file}.rules.yaml`) continue;
          expect(text).toContain(before);
          text = text.replace(before, after);
        }
        await writeFile(path.join(to, name), text);
        return path.join(to, name);
      });
    const prometheus = await startPrometheus({ rules: await Promise.all(rules) });
    ({ found } = await examine(prometheus.url, { files: { 'observability.ts': WHOLE_PROJECT } }));
  });

  test.each([
    {
      sabotage: 'a rule group is not loaded',
      place: 'rule group observer-token',
      says: 'the server lacks 1 of 8 rule groups',
    },
    { sabotage: 'the unit of a threshold', place: 'alert ObserverHighErrorRate', says: '0.05' },
    { sabotage: 'the value of a label', place: 'alert ObserverEventLoopBlocked', says: 'p50' },
    { sabotage: 'a label is dropped', place: 'alert ObserverDatabaseConnectionsHigh', says: 'job' },
    { sabotage: 'the hold', place: 'alert ObserverPVCFull', says: 'loaded 1h, generated 1m' },
    { sabotage: 'the severity', place: 'alert ObserverWatchdog', says: 'info' },
    { sabotage: 'the name of an alert', place: 'alert ObserverWriteLag', says: 'lacks this rule' },
    { sabotage: 'the old name of an alert', place: 'alert ObserverLag', says: 'what is generated does not' },
    {
      sabotage: 'two rules of a group',
      place: 'rule group observer-slo',
      says: /^2 of \d+ generated rules are loaded in another version: alert \w+ \(label severity: loaded info, generated critical\), alert /m,
    },
    { sabotage: 'the interval', place: 'rule group observer-slo', says: 'it is evaluated every 60s' },
  ])('finds the sabotage "$sabotage", and names the place', ({ place, says }) => {
    const own = found.filter(({ code, definition }) => code === 'doctor/rules' && definition === place);

    expect(own.map(({ message, reason }) => `${message}: ${reason}`).join('\n')).toEqual(
      typeof says === 'string' ? expect.stringContaining(says) : expect.stringMatching(says),
    );
  });
});
