import path from 'node:path';
import { load } from 'js-yaml';
import { expect, it } from 'vitest';
import { buildService } from '../generators/cli/build.ts';
import { declarationOf } from '../generators/cli/load.ts';
import { proveRules } from '../generators/cli/rule-proof.ts';
import type { Artifact } from '../generators/compile/model.ts';
import type { ServiceConfig } from '../generators/config/config.ts';
import { displayName } from '../generators/config/display-name.ts';
import { loadConfiguration } from '../generators/config/load.ts';
import { exampleTargets } from '../generators/define/examples.ts';
import project from '../observability.ts';
import { RELEASES } from './support/fetch/catalogue.ts';
import { object, objectsAt } from './support/json.ts';
import { requireTool } from './support/tools.ts';

const LONGEST = `a${'-long'.repeat(12)}ly`;

/** Names that the committed configuration does not have. */
const configurations: readonly (readonly [string, string])[] = [
  [
    'a short application in another environment',
    'app: a\nenvironments: { staging: { namespace: b, thresholds: { httpErrorRatio: 0.1 } } }',
  ],
  ['a prefix of another', 'app: obs\nnamespace: observer-prod'],
  [
    'the longest that the configuration allows',
    `app: ${LONGEST}\nnamespace: market-data\ngrafana: { url: "https://grafana.example.com", uid: long }`,
  ],
  ['the name that tests give to what belongs to somebody else', 'app: another\nnamespace: another'],
  [
    'jobs and pods of other names, and one volume',
    `app: observer
namespace: observer-prod
service: { name: api }
jobs: { service: web, kubelet: node, cadvisor: containers, kube-state-metrics: ksm, postgres: pg }
selectors: { pods: "prod-(blue|green)-[0-9]", volumes: the-only-volume }`,
  ],
  [
    'two services of a fleet whose names share a prefix',
    'namespace: observer-prod\nservices: { observer: {}, observer-derivatives: {} }',
  ],
];

interface Service {
  readonly config: ServiceConfig;
  /** Rules and tests, by the part of the file's name behind the application: `-http.rules.yaml`. */
  readonly files: ReadonlyMap<string, Artifact>;
}

function servicesOf(text: string): readonly Service[] {
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
    const files = built?.artifacts.filter((file) => file.path.startsWith('prometheus/')) ?? [];
    return {
      config,
      files: new Map(files.map((file) => [path.basename(file.path).slice(config.app.length), file])),
    };
  });
}

function onlyServiceOf(text: string): Service {
  const [service] = servicesOf(text);
  if (service === undefined) throw new Error(`the configuration has no service: ${text}`);
  return service;
}

/** What the committed configuration makes, under names that occur nowhere else. */
const placeholders = onlyServiceOf(`app: zapp
namespace: zspace
service: { name: zservice }
jobs: { service: zjob, kubelet: zkubelet, cadvisor: zcadvisor, kube-state-metrics: zstate, postgres: zpostgres }`);

/** Long names break lines elsewhere. */
const withoutLayout = (text: string) => text.replaceAll(/\s|\\n/g, '');
const contentOf = ({ content }: Artifact) => withoutLayout(JSON.stringify(load(content)));

/** Names in rules and tests, each behind those that contain it. */
function namesIn(config: ServiceConfig): readonly string[] {
  const [target, other] = exampleTargets(config);
  const { app, namespace, jobs, grafana } = config;
  const byExporter = ['service', 'kubelet', 'cadvisor', 'kube-state-metrics', 'postgres'];
  return [
    grafana.uid,
    target.pod,
    other.pod,
    namespace,
    ...byExporter.map((exporter) => jobs[exporter] ?? exporter),
    app,
    withoutLayout(displayName(app)),
  ];
}

/** The content of a file of placeholders under the names of another configuration. */
function renamed(content: string, config: ServiceConfig): string {
  const names = namesIn(config);
  return namesIn(placeholders.config).reduce(
    (text, placeholder, index) => text.replaceAll(placeholder, names[index] ?? placeholder),
    content,
  );
}

/** The committed one, whose rules pass promtool in out/. */
const committed = onlyServiceOf('app: observer\nnamespace: observer-prod');

/**
 * The files that promtool has to judge once more: of groups that differ from those of the committed configuration in more
 * than names, and of those that select pods or volumes by patterns. Where a label has to equal a name, any name will do.
 */
function unproven({ config, files }: Service): readonly Artifact[] {
  const { pods, volumes } = placeholders.config.selectors;
  const patterns = [pods, volumes].map((pattern) => JSON.stringify(withoutLayout(pattern)).slice(1, -1));
  // A name that tests give to somebody else is no longer another name.
  const taken = [
    `namespace=\\"${config.namespace}\\"`,
    ...Object.values(config.jobs).map((job) => `job=\\"${job}\\"`),
  ];
  const groupOf = (suffix: string) => suffix.split('.')[0];
  const groups = new Set(
    [...files].flatMap(([suffix, file]) => {
      const base = placeholders.files.get(suffix);
      const content = base === undefined ? '' : contentOf(base);
      const isSame = contentOf(file) === renamed(content, config);
      const isProven = isSame && ![...patterns, ...taken].some((text) => content.includes(text));
      return isProven || isCommitted(suffix, file) ? [] : [groupOf(suffix)];
    }),
  );
  return [...files].flatMap(([suffix, file]) => (groups.has(groupOf(suffix)) ? [file] : []));
}

/** The same under the same names; the committed configuration itself is compared with placeholders. */
function isCommitted(suffix: string, file: Artifact): boolean {
  const known = committed.files.get(suffix);
  return known !== undefined && known !== file && known.content === file.content;
}

/** That an alert fires, and that what belongs to others neither makes it fire nor hides it. Times are not about names. */
const ABOUT_NAMES = /just beyond|differ in one label|instance|another|somebody else/;

/** Rules, and of their tests those that names decide about. */
function aboutNames(files: readonly Artifact[]): readonly Artifact[] {
  return files.flatMap((file) => {
    if (!file.path.endsWith('.test.yaml')) return [file];
    const content = object(load(file.content));
    const tests = objectsAt(content, 'tests').filter(({ name }) => ABOUT_NAMES.test(String(name)));
    return tests.length === 0 ? [] : [{ ...file, content: JSON.stringify({ ...content, tests }) }];
  });
}

const groupsOf = (files: readonly Artifact[]) =>
  files.filter(({ path: file }) => file.endsWith('.rules.yaml'));

it('the committed configuration differs from placeholders in names only', async () => {
  expect(groupsOf(unproven(committed)).map(({ path: file }) => path.basename(file))).toEqual([
    'observer-pods.rules.yaml',
    'observer-storage.rules.yaml',
  ]);
});

// Each with one of the versions in turn: the committed rules are tried with all of them.
it.each(configurations.map(([name, text], index) => [name, text, RELEASES[index % 2]] as const))(
  'the rules of the observer pass their tests for %s',
  { timeout: 300_000 },
  async (_, text, release) => {
    const promtool = await requireTool('promtool', { release });
    const services = servicesOf(text)
      .map(unproven)
      .filter((files) => files.length > 0);
    expect(services.length).toBeGreaterThan(0);
    for (const files of services) {
      expect(groupsOf(files).length).toBeGreaterThanOrEqual(2);
      const proof = await proveRules(
        { name: 'promtool', path: promtool, origin: '.tools' },
        { artifacts: aboutNames(files) },
        undefined,
      );
      expect(proof.diagnostics).toEqual([]);
    }
  },
);
