import type { Diagnostic } from '../base/diagnostic.ts';
import { compileService } from '../compile/service.ts';
import { AlertmanagerClient } from '../doctor/alertmanager-client.ts';
import { type Answered, examine } from '../doctor/index.ts';
import { GrafanaClient } from '../grafana/client.ts';
import { Kubectl } from '../kube/kubectl.ts';
import { PrometheusClient } from '../prometheus/client.ts';
import { SeriesProbe } from '../prometheus/series-probe.ts';
import { renderService } from '../render/service.ts';
import { findDefinitions } from './definitions.ts';
import { plainDiagnostic, showJson } from './findings.ts';
import { loadServices } from './load.ts';
import { countText, renderDiagnostic } from './report.ts';
import { painter, type Terminal } from './terminal.ts';

export interface DoctorOptions {
  readonly config: string;
  readonly env?: string | undefined;
  readonly json: boolean;
  readonly prometheus: string;
  readonly alertmanager?: string | undefined;
  readonly grafana?: string | undefined;
  /** Token file for Grafana; without `grafana`, for Prometheus and Alertmanager. */
  readonly tokenFile?: string | undefined;
  /** Token file for Prometheus and Alertmanager if `tokenFile` is for Grafana. */
  readonly prometheusTokenFile?: string | undefined;
  readonly kube: boolean;
}

/** Of one request. A query over the dashboard's whole range may take long on a large server. */
const TIMEOUT = 30_000;

/** Compares a running installation with the generated files. @returns the exit code */
export async function doctor(options: DoctorOptions, terminal: Terminal): Promise<number> {
  const { project } = await findDefinitions();
  const { services, environment, isDefault } = await loadServices(project, options.config, options.env);
  const own = options.grafana === undefined ? options.tokenFile : undefined;
  const monitoring = { tokenFile: options.prometheusTokenFile ?? own, timeout: TIMEOUT };
  const prometheus = new PrometheusClient(options.prometheus, monitoring);
  const alertmanager =
    options.alertmanager === undefined ? undefined : new AlertmanagerClient(options.alertmanager, monitoring);
  const grafana =
    options.grafana === undefined
      ? undefined
      : new GrafanaClient(options.grafana, { tokenFile: options.tokenFile, timeout: TIMEOUT });
  const kube = options.kube ? new Kubectl() : undefined;
  const out = isDefault ? 'out' : `out-${environment}`;
  const results: { readonly service: string; readonly questions: readonly Answered[] }[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const config of services) {
    const examination = await examine(
      {
        service: renderService(compileService(project, config)),
        out: services.length > 1 ? `${out}/${config.app}` : out,
        prometheus,
        series: new SeriesProbe(prometheus),
        alertmanager,
        grafana,
        kube,
      },
      (title) => terminal.progress(services.length > 1 ? `${config.app}: ${title}` : title),
    );
    results.push({ service: config.app, questions: examination.questions });
    diagnostics.push(...examination.diagnostics);
  }
  terminal.progress('');
  if (options.json) {
    showJson(terminal, {
      prometheus: prometheus.address,
      services: results,
      diagnostics: diagnostics.map(plainDiagnostic),
    });
  } else {
    showText(results, diagnostics, terminal);
  }
  if (diagnostics.some(({ severity }) => severity === 'error')) return 1;
  return diagnostics.some(({ code }) => code === 'doctor/unanswered') ? 2 : 0;
}

const STATES = { ok: ['green', 'ok'], findings: ['red', 'no'], unanswered: ['yellow', '?'] } as const;

function showText(
  results: readonly { readonly service: string; readonly questions: readonly Answered[] }[],
  diagnostics: readonly Diagnostic[],
  terminal: Terminal,
): void {
  const paint = painter(terminal.hasColor.out);
  for (const { service, questions } of results) {
    if (results.length > 1) terminal.out(`${paint('bold', service)}\n`);
    for (const { code, title, state } of questions) {
      const [color, word] = STATES[state];
      terminal.out(`${paint(color, word.padEnd(3))} ${title} ${paint('dim', code)}\n`);
    }
  }
  if (diagnostics.length === 0) return;
  terminal.out('\n');
  for (const diagnostic of diagnostics) terminal.out(`${renderDiagnostic(diagnostic, paint)}\n`);
  terminal.talk(`${countText(diagnostics)}\n`);
}
