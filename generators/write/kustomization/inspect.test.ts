import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { requireTool } from '../../../tests/support/tools.ts';
import type { Diagnostic } from '../../base/diagnostic.ts';
import { yamlFile } from '../../base/yaml.ts';
import type { ServiceConfig } from '../../config/config.ts';
import { selectionLabels } from '../../config/selection-labels.ts';
import { load, SMALLEST } from '../../config/test-configuration.ts';
import { serviceMonitor } from '../../render/kubernetes/manifests.ts';
import { metadata } from '../../render/kubernetes/object.ts';
import { diagnosticsOf, makeFolder, readTree, type Tree } from '../testing.ts';
import type { Kustomize } from './build.ts';
import { KUSTOMIZATION_NAMES } from './future-files.ts';
import { addResources } from './index.ts';
import { inspectDeployment } from './inspect.ts';

const SERVICE = `apiVersion: v1
kind: Service
metadata: { name: observer, namespace: observer-prod, labels: { app: observer } }
spec: { selector: { app: observer }, ports: [{ name: http, port: 8000 }] }
`;
const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: { name: observer, namespace: observer-prod, labels: { app: observer } }
spec:
  selector: { matchLabels: { app: observer } }
  template:
    metadata: { labels: { app: observer } }
    spec:
      containers: [{ name: observer, image: "x:1" }]
      volumes: [{ name: data, persistentVolumeClaim: { claimName: observer-data } }]
`;
const CLAIM = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: observer-data, namespace: observer-prod }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
`;
const APP = `# the service\n${SERVICE}---\n${DEPLOYMENT}---\n${CLAIM}`;
const LISTED = 'resources:\n  - app.yaml\n';

function configured(changes = '', environment?: string): readonly ServiceConfig[] {
  return load(SMALLEST + changes, environment).services;
}

function generatedFor(config: ServiceConfig): Tree {
  const { namespace, selectors, jobs, app, operator } = config;
  const rule = (expr: string) => ({ record: 'x:y:z', expr });
  const pods = `namespace="${namespace}",pod=~"${selectors.pods}"`;
  const rules = [
    rule(`sum(kube_pod_info{${pods}})`),
    rule(
      `kubelet_volume_stats_used_bytes{namespace="${namespace}",persistentvolumeclaim=~"${selectors.volumes}"}`,
    ),
    rule(`up{namespace="${namespace}",job="${jobs.service}"} == 0`),
  ];
  return {
    [`monitoring/${app}-servicemonitor.yaml`]: yamlFile(serviceMonitor(config)),
    [`monitoring/${app}-prometheusrule.yaml`]: yamlFile({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: metadata(config, `${app}-alerts`, selectionLabels(operator).rule),
      spec: { groups: [{ name: 'g', rules }] },
    }),
  };
}

/** A base with the service. */
const base = (kustomization = LISTED, app = APP): Tree => ({
  'base/kustomization.yaml': kustomization,
  'base/app.yaml': app,
});

interface Attempt {
  readonly files: Tree;
  /** The directory of the kustomization. */
  readonly into?: string;
  readonly kustomize: Kustomize | undefined;
  readonly services?: readonly ServiceConfig[];
}

/** The findings, each as `severity code file:line message | remedy`; a refusal as its diagnostics. */
async function look({
  files,
  into = 'base',
  kustomize,
  services = configured(),
}: Attempt): Promise<readonly string[]> {
  const root = makeFolder(files);
  const before = readTree(root);
  const directory = join(root, into);
  const name = KUSTOMIZATION_NAMES.find((each) => files[`${into}/${each}`] !== undefined) ?? '';
  const generated: Tree = Object.assign({}, ...services.map(generatedFor));
  const edited = addResources(files[`${into}/${name}`] ?? '', name, Object.keys(generated), {
    owned: () => false,
  });
  const pending = Object.entries({ ...generated, [name]: edited });
  let found: readonly Diagnostic[] = [];
  const refused = await diagnosticsOf(async () => {
    ({ diagnostics: found } = await inspectDeployment({ directory, files: pending, services, kustomize }));
  });
  expect(readTree(root)).toEqual(before);
  return [...refused, ...found].map(({ severity, code, place, message, remedy }) =>
    `${severity} ${code} ${place.file}${place.line === undefined ? '' : `:${place.line}`} ${message} | ${remedy}`.replaceAll(
      `${root}/`,
      '',
    ),
  );
}

interface Case {
  readonly what: string;
  readonly files: Tree;
  readonly into?: string;
  readonly services?: readonly ServiceConfig[];
  /** Parts of each finding, in order. */
  readonly expected: readonly (readonly string[])[];
  /** The same without kustomize, if that is less certain. */
  readonly without?: readonly (readonly string[])[];
}

const NAMESPACE = [
  [
    'error kustomization/selector base/kustomization.yaml:1',
    '`namespace: trading` moves the Service observer to trading',
    'selects Services in observer-prod',
    'Write `namespace: trading` in observability.yaml',
  ],
  [
    'error kustomization/selector base/kustomization.yaml:1',
    '`namespace: trading` moves the Deployment observer to trading',
    'namespace="observer-prod"',
    'Write `namespace: trading`',
  ],
];
const PREFIX = (text: string, name: string) => [
  [
    'error kustomization/selector base/kustomization.yaml:1',
    `with \`${text}\` the pods of the Deployment ${name} are named ${name}-…`,
    'pod=~"observer-',
    `Write \`selectors: { pods: "${name}-((`,
  ],
  [
    'error kustomization/selector base/kustomization.yaml:1',
    `with \`${text}\` the claims of the Deployment ${name} are named`,
    'persistentvolumeclaim=~"observer-',
    'Write `selectors: { volumes: "',
  ],
];

/** The findings with another place or severity. */
const replaced = (findings: readonly (readonly string[])[], from: string, to: string) =>
  findings.map(([first = '', ...others]) => [first.replace(from, to), ...others]);

const STAGING = configured().map((config) => ({
  ...config,
  namespace: 'observer-staging',
  environment: 'staging',
}));

const cases: readonly Case[] = [
  {
    what: 'a base that only lists',
    files: base(),
    expected: [],
  },
  {
    what: 'the namespace that is configured',
    files: base(`namespace: observer-prod\n${LISTED}`),
    expected: [],
  },
  {
    what: 'another namespace',
    files: base(`namespace: trading\n${LISTED}`),
    expected: NAMESPACE,
  },
  {
    what: 'another namespace in `Kustomization`, in flow style and with CRLF',
    files: {
      'base/Kustomization': '{namespace: "trading", resources: [app.yaml]}\r\n',
      'base/app.yaml': APP.replaceAll('\n', '\r\n'),
    },
    expected: replaced(NAMESPACE, 'kustomization.yaml', 'Kustomization'),
  },
  {
    what: 'another namespace by an anchor, in `kustomization.yml`',
    files: {
      'base/kustomization.yml': `namespace: &n trading # 이름\ncommonAnnotations: { a: *n }\n${LISTED}`,
      'base/app.yaml': APP,
    },
    expected: replaced(NAMESPACE, '.yaml', '.yml'),
  },
  {
    what: 'another namespace that is configured',
    files: base(`namespace: trading\n${LISTED}`),
    services: configured().map((config) => ({ ...config, namespace: 'trading' })),
    expected: [],
  },
  {
    what: 'a prefix',
    files: base(`namePrefix: prod-\n${LISTED}`),
    expected: PREFIX('namePrefix: prod-', 'prod-observer'),
  },
  {
    what: 'a prefix that is configured',
    files: base(`namePrefix: prod-\n${LISTED}`),
    services: configured('selectors: { pods: prod-observer-.+, volumes: prod-observer-.+ }\n'),
    expected: [],
  },
  {
    what: 'a suffix',
    files: base(`nameSuffix: -v2\n${LISTED}`),
    expected: [
      ['with `nameSuffix: -v2` the pods of the Deployment observer-v2', 'pods: "observer-v2-(('],
      ['claims of the Deployment observer-v2 are named observer-data-v2', 'volumes: "observer-data-v2"'],
    ],
  },
  {
    what: 'common labels',
    files: base(`commonLabels:\n  app: trading\n${LISTED}`),
    expected: [
      [
        'error kustomization/selector base/kustomization.yaml:1',
        '`commonLabels: app: trading` gives the Service observer app=trading',
        'selects app=observer',
        'Write `service: { labels: { app: "trading" } }`',
      ],
    ],
  },
  {
    what: 'labels without selectors',
    files: base(`labels:\n  - pairs: { app: trading }\n${LISTED}`),
    expected: [
      [
        '`labels: app: trading` gives the Service observer app=trading',
        'service: { labels: { app: "trading" } }',
      ],
    ],
  },
  {
    what: 'labels with selectors',
    files: base(`labels:\n  - includeSelectors: true\n    pairs: { app: trading }\n${LISTED}`),
    expected: [['`labels: app: trading` gives the Service observer app=trading']],
  },
  {
    what: 'labels that nobody selects by',
    files: base(`labels:\n  - includeSelectors: true\n    pairs: { team: a }\n${LISTED}`),
    expected: [],
  },
  {
    what: 'a label by which the operator finds what is generated',
    files: base(`commonLabels: { release: blue }\n${LISTED}`),
    expected: [
      [
        '`commonLabels: release: blue` gives the PrometheusRule observer-alerts release=blue',
        'the operator selects release=prometheus',
        'operator: { release: blue }',
      ],
      ['`commonLabels: release: blue` gives the ServiceMonitor observer release=blue'],
    ],
  },
  {
    what: 'a strategic patch of the Service',
    files: {
      ...base(`${LISTED}patches:\n  - path: patch.yaml\n`),
      'base/patch.yaml':
        'apiVersion: v1\nkind: Service\nmetadata: { name: observer, namespace: observer-prod, labels: { app: other } }\n',
    },
    expected: [
      [
        'error kustomization/selector base/kustomization.yaml:3',
        '`patches` gives the Service observer app=other',
        'service: { labels: { app: "other" } }',
      ],
    ],
    without: [],
  },
  {
    what: 'a JSON 6902 patch of a port',
    files: base(
      `${LISTED}patches:\n  - target: { kind: Service }\n    patch: |-\n      - { op: replace, path: /spec/ports/0/name, value: web }\n`,
    ),
    expected: [
      ['the Service observer has the port web (8000)', 'the port named http', 'service: { portName: web }'],
    ],
    without: [],
  },
  {
    what: 'a patch that makes the rules fit again',
    files: base(
      `namePrefix: prod-\n${LISTED}patches:\n  - target: { kind: PrometheusRule }\n    patch: |-\n      - { op: replace, path: /spec/groups/0/rules, value: [{ record: x, expr: 'up{namespace="observer-prod",pod=~"prod-.+",persistentvolumeclaim=~"prod-.+"}' }] }\n`,
    ),
    expected: [],
    without: replaced(PREFIX('namePrefix: prod-', 'prod-observer'), 'error', 'warning'),
  },
  {
    what: 'a replacement',
    files: base(
      `${LISTED}replacements:\n  - source: { kind: Deployment, fieldPath: metadata.name }\n    targets:\n      - select: { kind: Service }\n        fieldPaths: [metadata.labels.app]\n`,
      APP.replace('Deployment\nmetadata: { name: observer', 'Deployment\nmetadata: { name: observer-main'),
    ),
    services: configured('selectors: { pods: observer-main-.+ }\n'),
    expected: [
      [
        'error kustomization/selector base/kustomization.yaml:3',
        '`replacements` gives the Service observer app=observer-main',
      ],
    ],
    without: [],
  },
  {
    what: 'a component',
    files: {
      'base/kustomization.yaml': `${LISTED}components: [../component]\n`,
      'component/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamespace: trading\n',
      'base/app.yaml': APP,
    },
    expected: replaced(NAMESPACE, 'base/kustomization.yaml:1', 'component/kustomization.yaml:3'),
  },
  {
    what: 'bases in bases',
    files: {
      'overlays/prod/kustomization.yaml': 'nameSuffix: -x\nresources: [../../middle]\n',
      'middle/kustomization.yml': 'namePrefix: a-\nresources:\n- ../base\n',
      'base/kustomization.yaml': LISTED,
      'base/app.yaml': APP,
    },
    into: 'overlays/prod',
    expected: [
      [
        'error kustomization/selector middle/kustomization.yml:1',
        '`namePrefix: a-` the pods of the Deployment a-observer-x',
        'pods: "a-observer-x-((',
      ],
      ['claims of the Deployment a-observer-x are named a-observer-data-x'],
    ],
  },
  {
    what: 'a generator beside a prefix',
    files: {
      'base/kustomization.yaml': `namePrefix: observer-\n${LISTED}configMapGenerator:\n  - name: settings\n    files: [settings.json, other=more/settings.txt]\n    envs: [.env]\n`,
      'base/app.yaml': APP.replaceAll('name: observer,', 'name: main,')
        .replace('claimName: observer-data', 'claimName: data')
        .replace('name: observer-data', 'name: data'),
      'base/settings.json': '{}',
      'base/more/settings.txt': 'x',
      'base/.env': 'A=1\n',
    },
    services: configured('selectors: { pods: observer-main-.+, volumes: observer-data }\n'),
    expected: [],
  },
  {
    what: 'several Services, of which one has the port',
    files: base(
      LISTED,
      `${APP}---\n${SERVICE.replace('name: observer', 'name: observer-ws').replace('name: http', 'name: ws')}---\n${SERVICE.replace('name: observer', 'name: postgres').replace('app: observer', 'app: postgres')}`,
    ),
    expected: [],
  },
  {
    what: 'ports by number alone',
    files: base(LISTED, APP.replace('name: http, ', '')),
    expected: [
      [
        'error kustomization/selector base/app.yaml:2',
        'has the port 8000 without a name',
        'Give the port a name in base/app.yaml: `name: http`',
      ],
    ],
  },
  {
    what: 'the Service of somebody else alone',
    files: base(
      LISTED,
      SERVICE.replace('name: observer', 'name: postgres').replace('{ app: observer }', '{ app: postgres }'),
    ),
    expected: [
      [
        'warning kustomization/selector base/app.yaml:1',
        'selects app=observer, but no Service in this kustomization has these labels: it has postgres (app=postgres)',
        'service: { labels:',
      ],
    ],
  },
  {
    what: 'nothing of the service',
    files: { 'base/kustomization.yaml': 'namespace: monitoring\nresources: []\n' },
    expected: [],
  },
  {
    what: 'objects without a namespace',
    files: base(LISTED, APP.replaceAll(', namespace: observer-prod', '')),
    expected: [],
  },
  {
    what: 'a StatefulSet, whose claims begin with the name of the volume, and the configured pattern does not',
    files: base(
      LISTED,
      `${SERVICE}---\n${DEPLOYMENT.replace('Deployment', 'StatefulSet').replace(/ {6}volumes.*\n/, '')}  volumeClaimTemplates: [{ metadata: { name: data }, spec: {} }]\n`,
    ),
    services: configured('selectors: { volumes: observer-.+ }\n'),
    expected: [
      [
        'the claims of the StatefulSet observer are named data-observer-0',
        'selectors: { volumes: "data-observer-[0-9]+" }',
      ],
    ],
  },
  {
    what: 'an overlay of a base that has the monitoring of another environment',
    files: {
      ...base(`${LISTED}  - monitoring/observer-servicemonitor.yaml\n`),
      'base/monitoring/observer-servicemonitor.yaml': yamlFile(...configured().map(serviceMonitor)),
      'overlays/staging/kustomization.yaml': 'namespace: observer-staging\nresources: [../../base]\n',
    },
    into: 'overlays/staging',
    services: STAGING,
    expected: [
      [
        'error kustomization/second-object base/monitoring/observer-servicemonitor.yaml',
        'the ServiceMonitor observer exists already, and would also be in monitoring/observer-servicemonitor.yaml',
        'Generate into the overlay of each environment',
      ],
    ],
  },
  {
    what: 'an overlay that deletes the monitoring of its base',
    files: {
      ...base(`${LISTED}  - monitoring/observer-servicemonitor.yaml\n`),
      'base/monitoring/observer-servicemonitor.yaml': yamlFile(...configured().map(serviceMonitor)),
      'overlays/staging/kustomization.yaml':
        'namespace: observer-staging\nresources: [../../base]\npatches:\n- patch: "{apiVersion: monitoring.coreos.com/v1, kind: ServiceMonitor, metadata: {name: observer, namespace: observer-prod}, $patch: delete}"\n',
    },
    into: 'overlays/staging',
    services: STAGING,
    expected: [],
    without: [['warning kustomization/second-object base/monitoring/observer-servicemonitor.yaml']],
  },
  {
    what: 'a base from the network',
    files: base(`namespace: trading\n${LISTED}  - https://127.0.0.1:1/base?ref=v1\n`),
    expected: [
      [
        'warning kustomization/not-built base/kustomization.yaml:4',
        'https://127.0.0.1:1/base?ref=v1 is not on this machine',
      ],
      ...replaced(NAMESPACE, 'error', 'warning'),
    ],
  },
  {
    what: 'a base from the network that has the service',
    files: {
      'base/kustomization.yaml':
        'namespace: trading\nresources:\n  - github.com/example/observer//deploy?ref=v1\n',
    },
    expected: [
      ['warning kustomization/not-built base/kustomization.yaml:3'],
      ...replaced(NAMESPACE, 'error', 'warning'),
    ],
  },
  {
    what: 'a base that could not be built before',
    files: base(`${LISTED}patches:\n  - target: { kind: Service }\n    patch: nonsense\n`),
    expected: [['warning kustomization/not-built base ']],
    without: [],
  },
];

describe.each([
  ['built by kustomize', true],
  ['read off the files', false],
])('a deployment %s', (_, isBuilt) => {
  it.each(cases)('reports $what', async ({ what: _, expected, without, ...attempt }) => {
    const kustomize = isBuilt ? { path: await requireTool('kubectl'), args: ['kustomize'] } : undefined;
    const found = await look({ ...attempt, kustomize });
    const parts = isBuilt ? expected : (without ?? expected);
    expect(found).toEqual(parts.map((each) => expect.stringMatching(inOrder(each))));
  });
});

it.each([
  ['a resource', 'resources: [ADDRESS]\n'],
  ['a base', 'bases:\n- ADDRESS\n'],
  ['a component', 'components: [ADDRESS]\n'],
  ['a patch', 'patches: [{ path: ADDRESS, target: { kind: Service } }]\n'],
  ['an old patch', 'patchesStrategicMerge: [ADDRESS]\n'],
  ['a file of a generator', 'configMapGenerator: [{ name: a, files: [ADDRESS] }]\n'],
  ['a schema', 'openapi: { path: ADDRESS }\n'],
])('takes nothing from the network, not even %s', async (_, kustomization) => {
  // It is not run: this would fail.
  const kustomize = { path: '/nonexistent', args: [] };
  const text = kustomization.replace('ADDRESS', 'http://127.0.0.1:1/x.yaml');
  expect(await look({ files: { 'base/kustomization.yaml': text }, kustomize })).toEqual([
    expect.stringContaining(
      'this deployment was not built: http://127.0.0.1:1/x.yaml is not on this machine',
    ),
  ]);
});

it('gives up if kustomize takes too long', async () => {
  const files = base(`namespace: trading\n${LISTED}`);
  const script = join(makeFolder({ 'slow.sh': '#!/bin/sh\nwhile :; do :; done\n' }), 'slow.sh');
  chmodSync(script, 0o755);
  const found = await look({ files, kustomize: { path: script, args: [], timeoutSeconds: 0.2 } });
  expect(found).toEqual([
    expect.stringContaining('this deployment was not built: it takes longer than 0.2 seconds'),
    expect.stringContaining('warning kustomization/selector base/kustomization.yaml:1'),
    expect.stringContaining('warning kustomization/selector base/kustomization.yaml:1'),
  ]);
});

it('is refused if only the generated files keep kustomize from building it', async () => {
  const files = base(
    `${LISTED}patches:\n- patch: '[{"op": "remove", "path": "/spec/selector/matchLabels/no"}]'\n  target: { kind: ServiceMonitor }\n`,
  );
  const kustomize = { path: await requireTool('kubectl'), args: ['kustomize'] };
  expect(await look({ files, kustomize })).toEqual([
    expect.stringMatching(/^error kustomization\/build base with the generated files .*matchLabels\/no/),
  ]);
});

it('is checked again if an earlier run left an object twice', async () => {
  const monitor = yamlFile(...configured().map(serviceMonitor));
  const files = {
    'base/kustomization.yaml': `${LISTED}- monitoring/observer-servicemonitor.yaml\n`.replace('  -', '-'),
    'base/app.yaml': APP,
    'base/monitoring/observer-servicemonitor.yaml': monitor,
    'overlay/kustomization.yaml':
      'namespace: trading\nresources: [../base, monitoring/observer-servicemonitor.yaml]\n',
    'overlay/monitoring/observer-servicemonitor.yaml': monitor,
  };
  const kustomize = { path: await requireTool('kubectl'), args: ['kustomize'] };
  expect(await look({ files, into: 'overlay', kustomize })).toEqual([
    expect.stringContaining('error kustomization/second-object base/monitoring/observer-servicemonitor.yaml'),
  ]);
});

function inOrder(parts: readonly string[]): RegExp {
  return new RegExp(parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*'));
}
