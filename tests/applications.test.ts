import { load } from 'js-yaml';
import { expect, it } from 'vitest';
import { buildService } from '../generators/cli/build.ts';
import { declarationOf } from '../generators/cli/load.ts';
import { proveRules } from '../generators/cli/rule-proof.ts';
import type { Artifact } from '../generators/compile/model.ts';
import { loadConfiguration } from '../generators/config/load.ts';
import project from '../observability.ts';
import { RELEASES } from './support/fetch/catalogue.ts';
import { object, objectsAt } from './support/json.ts';
import { requireTool } from './support/tools.ts';

/** Names that the committed configuration does not have. */
const configurations: readonly (readonly [string, string])[] = [
  [
    'the longest name that the configuration allows, in another environment',
    `app: a${'-long'.repeat(12)}ly
grafana: { url: "https://grafana.example.com", uid: long }
environments: { staging: { namespace: market-data, thresholds: { httpErrorRatio: 0.1 } } }`,
  ],
  [
    'the name that tests give to what belongs to somebody else, with jobs, pods and a volume of other names',
    `app: another
namespace: another
service: { name: api }
jobs: { service: web, kubelet: node, cadvisor: containers, kube-state-metrics: ksm, postgres: pg }
selectors: { pods: "prod-(blue|green)-[0-9]", volumes: the-only-volume }`,
  ],
  [
    'two services of a fleet whose short names share a prefix',
    'namespace: b\nservices: { a: {}, a-derivatives: {} }',
  ],
];

function rulesOf(text: string): readonly (readonly Artifact[])[] {
  const { services } = loadConfiguration({
    file: 'observability.yaml',
    text: [
      text,
      ...(text.includes('grafana:') ? [] : ['grafana: { url: "https://grafana.example.com" }']),
      'runbooks: { url: "https://wiki.example.com/runbooks" }',
    ].join('\n'),
    declaration: declarationOf(project),
  });
  return services.map((config) => {
    const { built, diagnostics } = buildService(project, config, new Date('2026-11-26'));
    expect(diagnostics).toEqual([]);
    return built?.artifacts.filter(({ path }) => path.startsWith('prometheus/')) ?? [];
  });
}

/** That an alert fires, and that series of others neither make it fire nor hide it. Times are not about names. */
const ABOUT_NAMES = /just beyond|differ in one label|instance|another|somebody else/;

/** The rules, and of their tests those that names decide about. The others pass for the committed configuration. */
function aboutNames(files: readonly Artifact[]): readonly Artifact[] {
  return files.flatMap((file) => {
    if (!file.path.endsWith('.test.yaml')) return [file];
    const content = object(load(file.content));
    const tests = objectsAt(content, 'tests').filter(({ name }) => ABOUT_NAMES.test(String(name)));
    return tests.length === 0 ? [] : [{ ...file, content: JSON.stringify({ ...content, tests }) }];
  });
}

// Each with one of the versions in turn: the committed rules are tested with both.
it.each(configurations.map(([name, text], index) => [name, text, RELEASES[index % 2]] as const))(
  'the rules of the observer pass their tests for %s',
  { timeout: 300_000 },
  async (_, text, release) => {
    const promtool = await requireTool('promtool', { release });
    for (const files of rulesOf(text)) {
      const artifacts = aboutNames(files);
      expect(artifacts.filter(({ path }) => path.endsWith('.test.yaml')).length).toBeGreaterThan(5);
      const { diagnostics } = await proveRules(
        { name: 'promtool', path: promtool, origin: '.tools' },
        { artifacts },
        undefined,
      );
      expect(diagnostics).toEqual([]);
    }
  },
);
