import { type Diagnostic, DiagnosticError } from '../base/diagnostic.ts';
import type { CompiledService } from '../compile/model.ts';
import { compileService } from '../compile/service.ts';
import type { ServiceConfig } from '../config/config.ts';
import type { OverviewConfig } from '../config/overview.ts';
import type { Project } from '../define/project.ts';
import { changesAsText } from '../diff/text.ts';
import { ClassicDashboards } from '../grafana/classic.ts';
import { GrafanaClient } from '../grafana/client.ts';
import { type Pushed, push as pushDashboard } from '../grafana/push.ts';
import { V2Dashboards } from '../grafana/v2.ts';
import { compileOverviews } from '../overview/build.ts';
import { entryOf, type OverviewEntry } from '../overview/entry.ts';
import { classicDashboard } from '../render/grafana/classic.ts';
import { v2Dashboard } from '../render/grafana/v2.ts';
import { findDefinitions } from './definitions.ts';
import { plainDiagnostic, showJson } from './findings.ts';
import { loadServices } from './load.ts';
import { renderDiagnostic } from './report.ts';
import { painter, type Terminal } from './terminal.ts';

export interface PushOptions {
  readonly config: string;
  readonly env?: string | undefined;
  readonly json: boolean;
  readonly grafana: string;
  readonly tokenFile?: string | undefined;
  readonly dryRun: boolean;
  readonly overwrite: boolean;
  /** Whether as resources of Grafana 13. */
  readonly v2: boolean;
  /** Of the resources, which it implies. */
  readonly namespace?: string | undefined;
}

/** Of one request. */
const TIMEOUT = 30_000;

/** Uploads the dashboards of all services to Grafana. @returns the exit code */
export async function push(options: PushOptions, terminal: Terminal): Promise<number> {
  const { project } = await findDefinitions();
  const { services, overview } = await loadServices(project, options.config, options.env);
  const grafana = new GrafanaClient(options.grafana, { tokenFile: options.tokenFile, timeout: TIMEOUT });
  const isV2 = options.v2 || options.namespace !== undefined;
  const store = isV2 ? new V2Dashboards(grafana, options.namespace) : new ClassicDashboards(grafana);
  const done: Pushed[] = [];
  const failures: Diagnostic[] = [];
  for (const { dashboard, config } of compiled(project, services, overview)) {
    const { uid, title, folder } = config.grafana;
    terminal.progress(`${title}`);
    try {
      const model = isV2 ? v2Dashboard(dashboard, config).spec : classicDashboard(dashboard, config);
      const wanted = { uid, title, folder, model };
      const how = { isDryRun: options.dryRun, overwrite: options.overwrite };
      done.push(await pushDashboard(wanted, grafana, store, how));
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      failures.push(...error.diagnostics);
      if (failures.some(({ code }) => ABOUT_THE_SERVER.has(code))) break;
    }
  }
  terminal.progress('');
  if (options.json) {
    showJson(terminal, {
      grafana: grafana.address,
      dryRun: options.dryRun,
      dashboards: done,
      diagnostics: failures.map(plainDiagnostic),
    });
  } else {
    showText(done, failures, options.dryRun, terminal);
  }
  if (failures.some(({ code }) => EDITED.has(code))) return 1;
  if (failures.length > 0) return 2;
  return options.dryRun && done.some(({ action }) => action !== 'unchanged') ? 1 : 0;
}

/** Every service, then the overviews. */
function* compiled(
  project: Project,
  services: readonly ServiceConfig[],
  overview: OverviewConfig | undefined,
): Generator<CompiledService> {
  const entries: OverviewEntry[] = [];
  for (const config of services) {
    const service = compileService(project, config);
    entries.push(entryOf(service));
    yield service;
  }
  if (overview !== undefined) yield* compileOverviews(overview, entries);
}

/** The next dashboard would fail in the same way. */
const ABOUT_THE_SERVER: ReadonlySet<string> = new Set([
  'grafana/unreachable',
  'grafana/denied',
  'grafana/no-v2',
]);

/** Findings that a person must decide about. */
const EDITED: ReadonlySet<string> = new Set(['grafana/edited', 'grafana/conflict']);

function showText(
  done: readonly Pushed[],
  failures: readonly Diagnostic[],
  isDryRun: boolean,
  terminal: Terminal,
): void {
  const paint = painter(terminal.hasColor.out);
  for (const { uid, action, changes, folderChange } of done) {
    terminal.out(`${isDryRun && action !== 'unchanged' ? 'would be ' : ''}${action}: ${uid}\n`);
    if (folderChange !== undefined)
      terminal.out(`  folder: ${folderChange.from || 'none'} → ${folderChange.to}\n`);
    terminal.out(changesAsText(changes, paint));
  }
  const talk = painter(terminal.hasColor.talk);
  for (const failure of failures) terminal.talk(`${renderDiagnostic(failure, talk)}\n`);
}
