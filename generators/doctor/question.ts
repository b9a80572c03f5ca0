import type { Diagnostic } from '../base/diagnostic.ts';
import type { RenderedService } from '../compile/model.ts';
import type { GrafanaClient } from '../grafana/client.ts';
import type { Kubectl } from '../kube/kubectl.ts';
import type { PrometheusClient } from '../prometheus/client.ts';
import type { SeriesProbe } from '../prometheus/series-probe.ts';
import type { AlertmanagerClient } from './alertmanager-client.ts';

/** A running installation and what is generated for it. */
export interface Installation {
  readonly service: RenderedService;
  /** Directory of the generated files, such as `out` or `out/observer`. */
  readonly out: string;
  readonly prometheus: PrometheusClient;
  readonly series: SeriesProbe;
  readonly alertmanager?: AlertmanagerClient | undefined;
  readonly grafana?: GrafanaClient | undefined;
  readonly kube?: Kubectl | undefined;
}

export type Finding = Omit<Diagnostic, 'code'>;

/** A question about an installation. It only reads. */
export interface Question {
  /** Code of its findings. Never renamed once released. */
  readonly code: string;
  readonly title: string;
  /** Asked only if the user has named this server; by default Prometheus is asked. */
  readonly needs?: 'alertmanager' | 'grafana' | 'kube';
  /** @throws DiagnosticError if the server cannot answer it */
  ask(installation: Installation): Promise<readonly Finding[]>;
}
