import type { Duration } from '../base/duration.ts';
import type { Resources } from './declaration.ts';

export type Labels = Readonly<Record<string, string>>;

/** How the cluster's Prometheus finds our objects: what must stand in their labels, and what it may read. */
export type OperatorProfile =
  /** The Helm chart: selects by `release: <release>` unless its *SelectorNilUsesHelmValues are switched off. */
  | { readonly profile: 'kube-prometheus-stack'; readonly release: string }
  /** The jsonnet manifests: select everything, but need a Role and RoleBinding in each namespace they scrape. */
  | {
      readonly profile: 'kube-prometheus';
      readonly prometheusNamespace: string;
      readonly serviceAccount: string;
    }
  /** Anything else: the labels that its selectors ask for. */
  | { readonly profile: 'custom'; readonly monitorLabels: Labels; readonly ruleLabels: Labels };

/** How the service is deployed; it is run by what the project declares. */
export interface WorkloadConfig {
  /** False where this environment, or this service of a fleet, is deployed by others. */
  readonly enabled: boolean;
  /** With a tag or a digest. */
  readonly image: string;
  /** Secret with the credentials of the registry. */
  readonly imagePullSecret?: string;
  /** Secret with the variables that nobody may read. */
  readonly secret: string;
  readonly resources: Resources;
  readonly volumes: Readonly<Record<string, VolumeConfig>>;
  /** Over those that the project declares. */
  readonly environment: Labels;
  readonly network: {
    /** Where the Prometheus runs that scrapes the pod. */
    readonly prometheusNamespace: string;
    /** Further namespaces from which the port may be called. */
    readonly clients: readonly string[];
    readonly connections: readonly Connection[];
  };
}

export interface VolumeConfig {
  readonly size: string;
  /** That of the cluster if left out. */
  readonly storageClass?: string;
}

/** What the pod may call beside DNS and what the project declares: pods, or addresses. */
export interface Connection {
  readonly port: number;
  /** Of the pods; that of the service if left out. */
  readonly namespace?: string;
  /** Of the pods; all of the namespace if left out. */
  readonly podLabels?: Labels;
  /** Addresses instead of pods. */
  readonly cidr?: string;
}

/** Where alerts are sent. Addresses and keys that are secret are named, never written. */
export interface AlertmanagerConfig {
  /** False where this environment, or this service of a fleet, is routed by others. */
  readonly enabled: boolean;
  /** Secret with the addresses and keys. */
  readonly secret: string;
  /** Where Alertmanager finds the keys of the Secret as files. */
  readonly secretDirectory: string;
  /** Whether the AlertmanagerConfig is applied with the other manifests. */
  readonly applyConfig: boolean;
  readonly receivers: Readonly<Record<string, ReceiverConfig>>;
}

/** How one receiver is told. Every `key` is one of the Secret. */
export interface ReceiverConfig {
  /** Whether it is told that alerts are over. */
  readonly sendResolved: boolean;
  readonly slack?: { readonly channel?: string; readonly key: string };
  /** By `url` where it is no secret, or else by `key`. */
  readonly webhook?: { readonly url?: string; readonly key?: string; readonly tokenKey?: string };
  readonly email?: {
    readonly to: string;
    readonly from: string;
    readonly smarthost: string;
    readonly username?: string;
    /** Of the password. */
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

/** The knobs of one service in one environment, after all overlays. */
export interface ServiceConfig<Threshold extends string = string> {
  /** Prefix of object names, and the value of the `app` label. */
  readonly app: string;
  readonly environment: string;
  readonly namespace: string;
  /** Of all texts. */
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
    /** On every alert, for routing: `service` and `team`, which are `app` by default, and others. */
    readonly labels: Labels;
  };
  /** Absent where nothing is generated for Alertmanager. */
  readonly alertmanager?: AlertmanagerConfig;
  readonly grafana: {
    /** Base URL of Grafana, without a trailing slash. */
    readonly url: string;
    /** The organisation that links open; that of the viewer if left out. */
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
    /** Loki; absent where there is none. */
    readonly logs?: {
      /** Uid of the data source. */
      readonly datasource: string;
      /** By which the lines of the service are selected. */
      readonly labels: Labels;
    };
    /** Tempo; absent where there is none. */
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
  /** Which of the project's optional parts there are: `<part>.enabled`. */
  readonly parts: Readonly<Record<string, boolean>>;
  /** Absent where nothing is deployed. */
  readonly workload?: WorkloadConfig;
  /** Blocks that the project itself declared, validated against the schema it gave. */
  readonly extensions: Readonly<Record<string, unknown>>;
  /** Code of a check → why it is switched off. */
  readonly disabledChecks: Labels;
}
