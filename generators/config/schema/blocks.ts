import type { ConfigurationDeclaration, JsonSchema } from '../declaration.ts';
import { DEFAULTS } from '../defaults.ts';
import { alertmanagerSchema } from './alertmanager.ts';
import { operatorSchema } from './operator.ts';
import { block, grammar, kubernetesLabels, labelMap, text } from './parts.ts';
import { workloadSchema } from './workload.ts';

/** Top-level keys that only the file itself may have, not an overlay. */
export const FILE_KEYS: readonly string[] = ['defaultEnvironment', 'environments', 'services'];

/** The schemas of the top-level keys that an overlay may have. */
export function blockSchemas(declaration: ConfigurationDeclaration): Readonly<Record<string, JsonSchema>> {
  const blocks: Readonly<Record<string, JsonSchema>> = {
    app: text(
      'dns-name',
      'Name of the service: prefix of all object names and value of the label `app`.',
      'my-service',
    ),
    namespace: text(
      'dns-label',
      'Kubernetes namespace in which the service runs and the objects are created.',
      'my-service-prod',
    ),
    language: languageSchema(declaration),
    service: block('The Kubernetes Service whose endpoints are scraped.', {
      name: text('dns-name', 'Name of the Service. Default: `app`.', 'my-service'),
      labels: {
        ...kubernetesLabels(
          'Labels by which the ServiceMonitor selects the Service. Default: `app: <app>`; what is written replaces it.',
          { app: 'my-service' },
        ),
        minProperties: 1,
      },
      portName: text(
        'dns-label',
        'Name of the port of the Service that serves metrics.',
        'http',
        DEFAULTS.service.portName,
      ),
      metricsPath: text(
        'metrics-path',
        'HTTP path of the metrics.',
        '/metrics',
        DEFAULTS.service.metricsPath,
      ),
    }),
    intervals: block('How often Prometheus works.', {
      scrape: text(
        'prometheus-duration',
        'Time between two scrapes; no rate window is shorter than four of them.',
        '30s',
        DEFAULTS.intervals.scrape,
      ),
      scrapeTimeout: text(
        'prometheus-duration',
        'Time after which a scrape is given up; at most `scrape`.',
        '10s',
        DEFAULTS.intervals.scrapeTimeout,
      ),
      evaluation: text(
        'prometheus-duration',
        'Time between two evaluations of the rules.',
        '30s',
        DEFAULTS.intervals.evaluation,
      ),
    }),
    jobs: block(
      'Value of the label `job` by exporter.',
      Object.fromEntries(
        Object.entries(declaration.jobs).map(([exporter, job]) => [
          exporter,
          exporter === 'service'
            ? text('line', 'Job of the service itself. Default: `service.name`.', 'my-service')
            : text('line', `Job of the exporter \`${exporter}\`.`, job, job),
        ]),
      ),
    ),
    selectors: block('Anchored RE2 regular expressions over names in the namespace.', {
      pods: text(
        're2',
        'Pods of the service. Default: the names that Kubernetes gives the pods of a workload `<app>`.',
        'my-service-.+',
      ),
      volumes: text(
        're2',
        'PersistentVolumeClaims of the service. Default: those of `workload`, or else `<app>-data` and the like.',
        'my-service-data-.+',
      ),
    }),
    prometheus: block('Facts about the Prometheus server.', {
      retention: text(
        'prometheus-duration',
        'How far back it can be asked.',
        '10d',
        DEFAULTS.prometheus.retention,
      ),
    }),
    operator: operatorSchema(),
    labels: kubernetesLabels('Labels on every Kubernetes object, besides `app: <app>`.', {
      team: 'market-data',
    }),
    alerts: block('What all alerts have in common.', {
      labels: labelMap(
        'prometheus-label-name',
        'line',
        'Labels on every alert, by which Alertmanager routes it. Default: `service: <app>` and `team: <app>`.',
        {
          team: 'market-data',
        },
      ),
    }),
    alertmanager: alertmanagerSchema(),
    grafana: block('The dashboard and the Grafana that shows it.', {
      url: text('http-url', 'Base URL of Grafana.', 'https://grafana.example.com'),
      orgId: {
        type: 'integer',
        minimum: 1,
        description: 'Id of the organisation that links open. Without it a link stays in that of the viewer.',
        examples: [1],
      },
      uid: text(
        'grafana-uid',
        'Stable id of the dashboard in its URL. Default: `<app>-<environment>`.',
        'my-service-prod',
      ),
      title: text(
        'line',
        'Title of the dashboard. Default: `<App> <Environment> Monitoring`.',
        'My Service Production Monitoring',
      ),
      folder: text('line', 'Folder of the dashboard. Default: `<App>`.', 'My Service'),
      sidecarLabels: {
        ...kubernetesLabels(
          'Labels by which the Grafana sidecar finds the ConfigMap; what is written replaces the default.',
          DEFAULTS.grafana.sidecarLabels,
        ),
        minProperties: 1,
        default: DEFAULTS.grafana.sidecarLabels,
      },
      sidecarFolderAnnotation: text(
        'kubernetes-label-key',
        'Annotation from which the sidecar takes the folder (`sidecar.dashboards.folderAnnotation` of the chart).',
        'grafana_folder',
        DEFAULTS.grafana.sidecarFolderAnnotation,
      ),
      tags: {
        type: 'array',
        items: { type: 'string', ...grammar('line') },
        uniqueItems: true,
        description: 'Tags of the dashboard. Default: `app` and environment.',
        examples: [['my-service', 'prod']],
      },
      refresh: text(
        'grafana-duration',
        'How often an open dashboard asks again.',
        '30s',
        DEFAULTS.grafana.refresh,
      ),
      range: text(
        'grafana-duration',
        'Time range on opening: from `now-<range>` to `now`.',
        '6h',
        DEFAULTS.grafana.range,
      ),
      schemaVersion: {
        type: 'integer',
        minimum: 39,
        maximum: 42,
        default: DEFAULTS.grafana.schemaVersion,
        description: 'Version of the classic dashboard JSON; Grafana 11 to 13 all read 39.',
      },
      logs: block(
        'The Loki that has the logs: the dashboard links to them. Without the block there is no link.',
        {
          datasource: text(
            'line',
            'Uid of the data source in Grafana.',
            'loki',
            DEFAULTS.grafana.logs.datasource,
          ),
          labels: {
            ...labelMap(
              'prometheus-label-name',
              'line',
              'Labels of the streams of the service. Default: `namespace` and `app`; what is written replaces them.',
              { namespace: 'my-service-prod', app: 'my-service' },
            ),
            minProperties: 1,
          },
        },
      ),
      traces: block(
        'The Tempo that has the traces: panels with exemplars link to them. Without the block there is no link.',
        {
          datasource: text(
            'line',
            'Uid of the data source in Grafana.',
            'tempo',
            DEFAULTS.grafana.traces.datasource,
          ),
          service: text('line', 'The `service.name` of the spans. Default: `app`.', 'my-service'),
        },
      ),
    }),
    runbooks: block('Where the runbooks are read.', {
      url: text(
        'http-url',
        'Base URL; `/<AlertName>.md` is appended.',
        'https://github.com/example/my-service/blob/main/docs/runbooks',
      ),
    }),
    thresholds: block(
      'The numbers that alerts compare with and panels draw.',
      Object.fromEntries(
        Object.entries(declaration.thresholds).map(([name, threshold]) => [
          name,
          { type: 'number', ...threshold },
        ]),
      ),
    ),
    checks: block('Which checks run before anything is written.', {
      disabled: labelMap('check-code', 'line', 'Code of a check that is switched off → why.', {
        'group/name': 'why it does not apply here',
      }),
    }),
    overview: overviewSchema(),
    ...Object.fromEntries(
      Object.entries(declaration.parts ?? {}).map(([part, description]) => [part, partSchema(description)]),
    ),
    ...(declaration.workload === undefined ? {} : { workload: workloadSchema(declaration.workload) }),
  };
  const extensions = Object.entries(declaration.extensions);
  const taken = extensions.find(([name]) => Object.hasOwn(blocks, name) || FILE_KEYS.includes(name));
  if (taken !== undefined) {
    throw new RangeError(`the extension "${taken[0]}" has the name of a key that exists already`);
  }
  return { ...blocks, ...Object.fromEntries(extensions.map(([name, schema]) => [name, { ...schema }])) };
}

/** The overviews. */
function overviewSchema(): JsonSchema {
  return block('The dashboards of all services and of all objectives.', {
    enabled: {
      type: 'boolean',
      description: 'Whether they are generated. Default: `true` if there are several services.',
      examples: [true],
    },
    name: text(
      'dns-label',
      'Prefix of their uids and object names. Default: `fleet`, or the `app` of the only service.',
      'shop',
    ),
    namespace: text(
      'dns-label',
      'Kubernetes namespace of their ConfigMaps. Default: `namespace` of the file or environment, or `monitoring`.',
      'monitoring',
    ),
    folder: text(
      'line',
      'Folder of the dashboards. Default: `grafana.folder` of the file or environment, or `<Name>`.',
      'Shop',
    ),
  });
}

/** An optional part of a deployment. */
function partSchema(description: string): JsonSchema {
  return block(description, {
    enabled: {
      type: 'boolean',
      default: true,
      description: 'False if there is none: then nothing is generated for it.',
    },
  });
}

function languageSchema({ languages: [first, ...others] = [] }: ConfigurationDeclaration): JsonSchema {
  const description = 'Language of alert texts and panel descriptions.';
  return first === undefined
    ? text('language', description, 'en', DEFAULTS.language)
    : { type: 'string', enum: [first, ...others], default: first, description };
}
