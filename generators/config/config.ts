import type { Duration } from '../base/duration.ts';
import type { Resources } from './declaration.ts';

export type Labels = Readonly<Record<string, string>>;

/** How the cluster's Prometheus finds our objects: by their labels, and in namespaces that it may read. */
export type OperatorProfile =
  /** The Helm chart: selects by `release: <release>` unless its *SelectorNilUsesHelmValues are switched off. */
  | { readonly profile: 'kube-prometheus-stack'; readonly release: string }
  /** The jsonnet manifests: select everything, but need a Role and RoleBinding in each namespace they scrape. */
  | {
      readonly profile: 'kube-prometheus';
      readonly prometheusNamespace: string;
      readonly serviceAccount: string;
    }
  /** Any other installation: the labels that its selectors match. */
  | { readonly profile: 'custom'; readonly monitorLabels: Labels; readonly ruleLabels: Labels };

/** How the service is deployed. What runs is the project's declaration. */
export interface WorkloadConfig {
  /** False if this environment, or this service of a fleet, is deployed in another way. */
  readonly enabled: boolean;
  /** With a tag or a digest. */
  readonly image: string;
  /** Secret with the credentials of the registry. */
  readonly imagePullSecret?: string;
  /** Secret with the confidential variables. */
  readonly secret: string;
  readonly resources: Resources;
  readonly volumes: Readonly<Record<string, VolumeConfig>>;
  /** Overrides the variables that the project declares. */
  readonly environment: Labels;
  readonly network: {
    /** Namespace of the Prometheus that scrapes the pod. */
    readonly prometheusNamespace: string;
    /** Other namespaces that may connect to the port. */
    readonly clients: readonly string[];
    readonly connections: readonly Connection[];
  };
}

export interface VolumeConfig {
  readonly size: string;
  /** The cluster's default if left out. */
  readonly storageClass?: string;
}

/** What the pod may connect to besides DNS and the project's declaration: pods or addresses. */
export interface Connection {
  readonly port: number;
  /** Of the pods; by default the service's. */
  readonly namespace?: string;
  /** Of the pods; by default all in the namespace. */
  readonly podLabels?: Labels;
  /** Addresses instead of pods. */
  readonly cidr?: string;
}

/** Where alerts are sent. Secret addresses and keys are named, never written. */
export interface AlertmanagerConfig {
  /** False if this environment, or this service of a fleet, is routed in another way. */
  readonly enabled: boolean;
  /** Secret with the addresses and keys. */
  readonly secret: string;
  /** Directory where Alertmanager mounts the Secret. */
  readonly secretDirectory: string;
  /** Whether the AlertmanagerConfig is applied with the other manifests. */
  readonly applyConfig: boolean;
  readonly receivers: Readonly<Record<string, ReceiverConfig>>;
}

/** The integrations of a receiver. Every `key` is a key of the Secret. */
export interface ReceiverConfig {
  /** Whether it gets a message when an alert resolves. */
  readonly sendResolved: boolean;
  readonly slack?: { readonly channel?: string; readonly key: string };
  /** Has a `url` if it is not a secret, or else a `key`. */
  readonly webhook?: { readonly url?: string; readonly key?: string; readonly tokenKey?: string };
  readonly email?: {
    readonly to: string;
    readonly from: string;
    readonly smarthost: string;
    readonly username?: string;
    /** Key of the password. */
    readonly key: string;
  };
  readonly pagerduty?: { readonly key: string };
}

export interface DashboardElsewhere {
  readonly environment: string;
  readonly namespace: string;
  /** Base URL of its Grafana, without a trailing slash. */
  readonly url: string;
  readonly orgId?: number;
  readonly uid: string;
}

/** The settings of one service in one environment, after all overlays. */
export interface ServiceConfig<Threshold extends string = string> {
  /** Prefix of object names, and the value of the `app` label. */
  readonly app: string;
  readonly environment: string;
  readonly namespace: string;
  /** Language of all texts. */
  readonly language: string;
  readonly service: {
    readonly name: string;
    /** Labels by which the ServiceMonitor selects the Service. */
    readonly labels: Labels;
    readonly portName: string;
    readonly metricsPath: string;
  };
  readonly intervals: {
    readonly scrape: Duration;
    readonly scrapeTimeout: Duration;
    readonly evaluation: Duration;
  };
  /** Value of the `job` label by exporter key of the contract. */
  readonly jobs: Labels;
  /** Anchored RE2 regexes over names in the namespace. */
  readonly selectors: { readonly pods: string; readonly volumes: string };
  readonly prometheus: { readonly retention: Duration };
  readonly operator: OperatorProfile;
  /** On every Kubernetes object. */
  readonly labels: Labels;
  readonly alerts: {
    /** Labels of every alert, for routing: `service` and `team`, which default to `app`, and others. */
    readonly labels: Labels;
  };
  /** Absent if nothing is generated for Alertmanager. */
  readonly alertmanager?: AlertmanagerConfig;
  readonly grafana: {
    /** Base URL of Grafana, without a trailing slash. */
    readonly url: string;
    /** The organisation that links open; by default the viewer's. */
    readonly orgId?: number;
    readonly uid: string;
    readonly title: string;
    readonly folder: string;
    /** Label by which the Grafana sidecar finds the ConfigMap. */
    readonly sidecarLabels: Labels;
    readonly sidecarFolderAnnotation: string;
    readonly tags: readonly string[];
    readonly refresh: Duration;
    /** The time range shown on opening is `now-<range>` to `now`. */
    readonly range: Duration;
    readonly schemaVersion: number;
    /** Loki; absent if there is none. */
    readonly logs?: {
      /** Uid of the data source. */
      readonly datasource: string;
      /** Labels that select the service's log streams. */
      readonly labels: Labels;
    };
    /** Tempo; absent if there is none. */
    readonly traces?: {
      /** Uid of the data source. */
      readonly datasource: string;
      /** `service.name` of the spans. */
      readonly service: string;
    };
  };
  /** The dashboard of this service in the other environments of the file. */
  readonly elsewhere: readonly DashboardElsewhere[];
  readonly runbooks: {
    /** Base URL; `/<AlertName>.md` is appended. */
    readonly url: string;
  };
  readonly thresholds: Readonly<Record<Threshold, number>>;
  /** Whether each optional part of the project is enabled: `<part>.enabled`. */
  readonly parts: Readonly<Record<string, boolean>>;
  /** Absent if nothing is deployed. */
  readonly workload?: WorkloadConfig;
  /** Blocks that the project declared, validated against its schema. */
  readonly extensions: Readonly<Record<string, unknown>>;
  /** Code of a check → why it is disabled. */
  readonly disabledChecks: Labels;
}
