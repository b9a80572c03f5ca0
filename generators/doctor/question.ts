import type { Diagnostic } from '../base/diagnostic.ts';
import type { RenderedService } from '../compile/model.ts';
import type { PrometheusClient } from '../prometheus/client.ts';
import type { SeriesProbe } from './series.ts';

/** A running installation beside what is generated for it. */
export interface Installation {
  readonly service: RenderedService;
  /** Where the generated files are, such as `out` or `out/observer`. */
  readonly out: string;
  readonly prometheus: PrometheusClient;
  readonly series: SeriesProbe;
}

export type Finding = Omit<Diagnostic, 'code'>;

/** One question about an installation. It only reads. */
export interface Question {
  /** Of its findings. Never renamed once released. */
  readonly code: string;
  readonly title: string;
  /** @throws DiagnosticError where the server cannot answer it */
  ask(installation: Installation): Promise<readonly Finding[]>;
}
