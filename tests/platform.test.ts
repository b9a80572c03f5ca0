import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { jsonLog } from '../runtime/src/telemetry/log.ts';
import { observerWorkload } from '../workload/observer.ts';
import { type AlloyBlock, alloyBlocks } from './support/alloy.ts';
import { built, only } from './support/built.ts';
import { type JsonObject, list, object, objectAt, objectsAt, textAt } from './support/json.ts';
import { validate } from './support/kubernetes-schemas.ts';
import { configurationWith, makeWorkspace, ROOT } from './support/workspace.ts';

const EXAMPLES = path.join(ROOT, 'docs/examples');
const textOf = (file: string) => readFile(path.join(ROOT, file), 'utf8');
const yamlOf = async (file: string) => object(load(await textOf(file)));
const configuration = () => yamlOf('observability.yaml');

describe('the configuration of Alloy', async () => {
  const blocks = alloyBlocks(await readFile(path.join(EXAMPLES, 'config.alloy'), 'utf8'));
  const stagesOf = (name: string) =>
    theOne(blocks, 'loki.process').blocks.filter((block) => block.name === `stage.${name}`);
  const keysOf = (text = '') => [...text.matchAll(/(\w+)\s*=/g)].map(([, key]) => key);

  test('sends from one component to another that exists', () => {
    const known = blocks.map(({ name, label }) => `${name}.${label}`);
    const named = blocks.flatMap(({ attributes }) =>
      Object.values(attributes).flatMap((value) =>
        [
          ...value.matchAll(/\b((?:discovery|local|loki)\.\w+(?:\.\w+)?)\.(?:targets|output|receiver)\b/g),
        ].map(([, component]) => component),
      ),
    );
    expect(named).toHaveLength(5);
    expect(named.filter((name) => !known.includes(name ?? ''))).toEqual([]);
  });

  test('reads fields that the observer writes', () => {
    let line = '';
    const log = jsonLog({
      write: (text) => {
        line += text;
      },
    });
    log.warn('x', { trace_id: 'a', span_id: 'b' });
    const written = Object.keys(JSON.parse(line));
    const read = keysOf(stagesOf('json')[0]?.attributes.expressions);
    expect(read).toEqual(['time', 'level', 'trace_id', 'span_id']);
    expect(written).toEqual(expect.arrayContaining(read));
    expect(JSON.parse(line).time).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d+Z$/);
    expect(stagesOf('timestamp')[0]?.attributes).toEqual({ source: '"time"', format: '"RFC3339Nano"' });
  });

  test('indexes few values only', () => {
    const targets = theOne(blocks, 'discovery.relabel').blocks.flatMap(
      ({ attributes }) => attributes.target_label?.replaceAll('"', '') ?? [],
    );
    const dropped = stagesOf('label_drop').flatMap(({ attributes }) => JSON.parse(attributes.values ?? '[]'));
    const indexed = [
      ...targets.filter((label) => !label.startsWith('__')),
      ...keysOf(stagesOf('labels')[0]?.attributes.values),
    ];
    expect(indexed.filter((label) => !dropped.includes(label))).toEqual(['namespace', 'app', 'level']);
    expect(keysOf(stagesOf('structured_metadata')[0]?.attributes.values)).toEqual([
      'pod',
      'trace_id',
      'span_id',
    ]);
  });

  test('selects the pods that are deployed', async () => {
    const { app } = await configuration();
    const kept = theOne(blocks, 'discovery.relabel').blocks.find(
      ({ attributes }) => attributes.action === '"keep"',
    );
    expect(kept?.attributes).toMatchObject({
      source_labels: '["__meta_kubernetes_pod_label_app"]',
      regex: JSON.stringify(app),
    });
  });
});

describe.each([
  ['tempo', { 'otlp-grpc': 4317, 'otlp-http': 4318, query: 3200 }],
  ['jaeger', { 'otlp-grpc': 4317, 'otlp-http': 4318, query: 16_686, health: 13_133 }],
])('%s', (name, ports) => {
  const objects = () => built(path.join(EXAMPLES, name));

  test('builds into objects that Kubernetes takes', async () => {
    const all = await objects();
    expect(all.map(({ kind }) => String(kind)).sort()).toEqual([
      'ConfigMap',
      'Deployment',
      'PersistentVolumeClaim',
      'Service',
    ]);
    for (const one of all) validate(one);
    expect(new Set(all.map((one) => objectAt(one, 'metadata').namespace))).toEqual(new Set(['monitoring']));
  });

  test('listens in its configuration on the ports that its pod and Service have', async () => {
    const container = containerIn(await objects());
    const declared = objectsAt(container, 'ports').map((port) => [port.name, port.containerPort]);
    expect(Object.fromEntries(declared)).toEqual(ports);
    const text = await textOf(`docs/examples/${name}/config.yaml`);
    for (const port of Object.values(ports))
      expect(text).toMatch(new RegExp(`(0\\.0\\.0\\.0:|port: )${port}\\b`));
    const served = objectsAt(objectAt(only(await objects(), 'Service'), 'spec'), 'ports');
    for (const { port, targetPort } of served)
      expect([targetPort, port]).toEqual([targetPort, object(ports)[String(targetPort)]]);
  });

  test('reads the configuration that is mounted, and writes to its volume only', async () => {
    const container = containerIn(await objects());
    const mounts = objectsAt(container, 'volumeMounts').map((mount) => textAt(mount, 'mountPath'));
    const args = list(container.args).join(' ');
    expect(args).toContain(`/etc/${name}/config.yaml`);
    expect(mounts).toContain(`/etc/${name}`);
    const text = await textOf(`docs/examples/${name}/config.yaml`);
    const paths = [...text.matchAll(/: (\/[\w/]+)$/gm)].map(([, written = '']) => written);
    expect(paths).toHaveLength(2);
    for (const written of paths)
      expect(
        mounts.some((mount) => written.startsWith(`${mount}/`)),
        written,
      ).toBe(true);
  });

  test('is an OpenTelemetry collector, or a Tempo, with no part that is gone', async () => {
    const config = await yamlOf(`docs/examples/${name}/config.yaml`);
    for (const key of ['ingester', 'compactor', 'ingester_client', 'metrics_generator_client']) {
      expect(config).not.toHaveProperty(key);
    }
    if (name !== 'jaeger') return;
    const { extensions, pipelines } = objectAt(config, 'service');
    expect(Object.keys(objectAt(config, 'extensions')).sort()).toEqual([...list(extensions)].sort());
    const traces = objectAt(object(pipelines), 'traces');
    for (const part of ['receivers', 'processors', 'exporters']) {
      expect(Object.keys(objectAt(config, part))).toEqual(traces[part]);
    }
  });
});

describe('the workload with traces', () => {
  test('as the page writes it passes every check, and without the connection it does not', async () => {
    const page = await textOf('docs/platform.md');
    const [, block = ''] = /```yaml\n(workload:[\s\S]*?)```/.exec(page) ?? [];
    const { workload } = object(load(block));
    const workspace = await makeWorkspace({
      'observability.yaml': await configurationWith({ workload: object(workload) }),
      'closed.yaml': await configurationWith({
        workload: { environment: objectAt(object(workload), 'environment') },
      }),
    });

    const open = await workspace.oac(['check', '--json']);
    const closed = await workspace.oac(['check', '--json', '--config', 'closed.yaml']);

    const codesOf = (stdout: string) =>
      objectsAt(object(JSON.parse(stdout)), 'diagnostics').map(({ code }) => String(code));
    expect(codesOf(open.stdout).filter((code) => code.startsWith('workload/'))).toEqual([]);
    expect(codesOf(closed.stdout)).toContain('workload/network-policy');
  });

  test('calls a Service that an example brings, and pods that it lets out to', async () => {
    const page = await textOf('docs/platform.md');
    const [, service, namespace, port] = /OTLP_ENDPOINT: http:\/\/(\w+)\.(\w+):(\d+)/.exec(page) ?? [];
    const found = only(await built(path.join(EXAMPLES, String(service))), 'Service');
    expect(found).toMatchObject({ metadata: { name: service, namespace } });
    expect(objectsAt(objectAt(found, 'spec'), 'ports').map((one) => one.port)).toContain(Number(port));
    expect(page).toContain(`podLabels: { app: ${service} }`);
  });
});

describe('the data sources of Grafana', () => {
  test('lead to each other, and to Services of the examples', async () => {
    const sources = objectsAt(await yamlOf('docs/examples/grafana-datasources.yaml'), 'datasources');
    const uids = sources.map(({ uid }) => uid);
    const named = [...JSON.stringify(sources).matchAll(/"datasourceUid":"(\w+)"/g)].map(([, uid]) => uid);
    expect(named).toHaveLength(3);
    expect(uids).toEqual(expect.arrayContaining(named));
    const addresses = sources.map((source) => textAt(source, 'url'));
    expect(addresses).toContain('http://tempo.monitoring:3200');
    expect(addresses).toContain(
      /url = "(http:\/\/[^/"]+)/.exec(await textOf('docs/examples/config.alloy'))?.[1],
    );
  });

  test('ask for the labels, the interval and the namespace of the service', async () => {
    const { app, intervals, environments } = await configuration();
    const text = await textOf('docs/examples/grafana-datasources.yaml');
    const { namespace } = objectAt(object(environments), 'prod');
    expect(text).toContain(`timeInterval: ${String(object(intervals).scrape)}`);
    expect(text).toContain(
      `{namespace="${String(namespace)}", app="${String(app)}"} | trace_id = "$\${__trace.traceId}"`,
    );
  });
});

describe('the example of the Secret', () => {
  test('has the name and the keys that the pod asks for, and no value', async () => {
    const { workload, environments } = await configuration();
    const secret = await yamlOf('docs/examples/secret.yaml');
    expect(secret).toMatchObject({
      metadata: {
        name: object(workload).secret,
        namespace: objectAt(object(environments), 'prod').namespace,
      },
    });
    const values = objectAt(secret, 'stringData');
    expect(Object.keys(values)).toEqual(observerWorkload.secrets.map(({ name }) => name));
    for (const value of Object.values(values)) expect(value).toMatch(/<.+>/);
  });
});

describe('the values of OpenCost', () => {
  test('name the Prometheus and the label of the configured operator', async () => {
    const { operator, workload } = await configuration();
    const release = textAt(object(operator), 'release');
    const opencost = objectAt(await yamlOf('docs/examples/opencost-values.yaml'), 'opencost');
    expect(objectAt(objectAt(opencost, 'prometheus'), 'internal')).toMatchObject({
      namespaceName: objectAt(object(workload), 'network').prometheusNamespace,
      serviceName: `${release}-kube-prometheus-prometheus`,
    });
    expect(objectAt(objectAt(opencost, 'metrics'), 'serviceMonitor')).toMatchObject({
      enabled: true,
      additionalLabels: { release },
    });
  });
});

function theOne(blocks: readonly AlloyBlock[], name: string): AlloyBlock {
  const [found, ...others] = blocks.filter((block) => block.name === name);
  if (found === undefined || others.length > 0) throw new RangeError(`not one ${name}`);
  return found;
}

function containerIn(objects: readonly JsonObject[]): JsonObject {
  const template = objectAt(objectAt(only(objects, 'Deployment'), 'spec'), 'template');
  return object(objectsAt(objectAt(template, 'spec'), 'containers')[0]);
}
