import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { contract } from '../../metrics/index.ts';
import { observerExposition, sampleLine } from './contract-exposition.ts';
import { describeReleases } from './describe-releases.ts';
import { run } from './run.ts';
import { requireTool } from './tools.ts';

const written = (exporter: string) =>
  readFile(path.join(import.meta.dirname, `../fixtures/exposition/${exporter}.prom`), 'utf8');

const OF_THE_PLATFORM = ['kube-state-metrics', 'cadvisor', 'kubelet'];

await describeReleases(['promtool'], (release) => {
  test.each([
    ['made of the contract', async () => observerExposition(contract)],
    ...OF_THE_PLATFORM.map((exporter) => [`written for ${exporter}`, () => written(exporter)] as const),
  ] as const)('finds nothing wrong with the exposition %s', async (_, exposition) => {
    const promtool = await requireTool('promtool', { release });

    const { stdout, stderr } = await run(promtool, ['check', 'metrics'], { input: await exposition() });

    expect(stdout + stderr).toBe('');
  });
});

describe('the exposition made of the contract', () => {
  test('has every metric of the observer, with its labels', () => {
    const exposition = observerExposition(contract);
    const own = contract.filter(({ exporter, name }) => exporter.key === 'service' && name !== 'up');

    for (const { name, domains } of own) {
      expect(exposition).toContain(`# TYPE ${name} `);
      for (const label of Object.keys(domains)) {
        expect(exposition, name).toMatch(new RegExp(`^${name}(_bucket)?\\{(.*,)?${label}="`, 'm'));
      }
    }
    expect(own).not.toEqual([]);
  });

  test('counts on from one scrape to the next', () => {
    const at = (time: string) => observerExposition(contract, new Date(time));
    const frames = (exposition: string) =>
      Number(/^observer_websocket_frames_total (\d+)$/m.exec(exposition)?.[1]);

    expect(frames(at('2026-01-05T00:00:10Z')) - frames(at('2026-01-05T00:00:03Z'))).toBe(7);
  });

  test('escapes what a label may hold', () => {
    expect(sampleLine('x', { a: 'q"b\\s\nn' }, 1)).toBe('x{a="q\\"b\\\\s\\nn"} 1\n');
  });
});

describe.each(OF_THE_PLATFORM)('the exposition written for %s', (exporter) => {
  test('has every metric that the contract reads of it, with its labels', async () => {
    const exposition = await written(exporter);
    const read = contract.filter((metric) => metric.exporter.key === exporter);

    for (const metric of read) {
      const [labels = ''] = new RegExp(`(?<=^${metric.name}\\{).*(?=\\})`, 'm').exec(exposition) ?? [];
      const names = [...labels.matchAll(/(\w+)="/g)].map(([, label]) => label);
      expect(names, metric.name).toEqual(expect.arrayContaining(Object.keys(metric.domains)));
    }
    expect(read).not.toEqual([]);
  });
});
