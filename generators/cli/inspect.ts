import { DiagnosticError } from '../definitions/diagnostic.ts';
import type { Project } from '../definitions/project.ts';
import { findTool } from '../tools/find.ts';
import { buildServices, loadServices, Tally } from './build.ts';
import { plainDiagnostic, showFindings, showJson } from './findings.ts';
import { plural } from './report.ts';
import { proveRules } from './rule-proof.ts';
import type { Terminal } from './terminal.ts';

export interface InspectOptions {
  readonly config: string;
  readonly env?: string | undefined;
  readonly json: boolean;
}

/** Builds and checks everything, and writes nothing. @returns the exit code */
export async function check(project: Project, options: InspectOptions, terminal: Terminal): Promise<number> {
  const { environment, services } = await loadServices(project, options.config, options.env);
  const tally = new Tally();
  for (const _ of buildServices(project, services, tally, new Date())) {
    terminal.progress(`${tally.counts.services} of ${plural(services.length, 'service')}`);
  }
  if (options.json) showJson(terminal, { environment, ...tally.counts, ...findingsOf(tally) });
  else {
    showFindings(tally, terminal);
    if (!tally.hasErrors) {
      const { panels, alerts, recordingRules, checks } = tally.counts;
      terminal.out(
        `${environment}: ${plural(checks, 'check')} passed on ${plural(panels, 'panel')}, ${plural(alerts, 'alert')} ` +
          `and ${plural(recordingRules, 'recording rule')}\n`,
      );
    }
  }
  return tally.hasErrors ? 1 : 0;
}

/** Runs the scenarios of every alert with promtool. @returns the exit code */
export async function test(project: Project, options: InspectOptions, terminal: Terminal): Promise<number> {
  const promtool = await findTool('promtool');
  if (promtool === undefined) {
    throw DiagnosticError.of({
      code: 'tools/missing',
      place: { file: 'promtool' },
      message: 'promtool is neither on PATH nor in .tools',
      reason: 'The scenarios of the alerts are run by promtool itself, not by an imitation',
      remedy: 'Run "npm run tools", or install the package prometheus.',
    });
  }
  const { environment, services } = await loadServices(project, options.config, options.env);
  const tally = new Tally();
  for (const service of buildServices(project, services, tally, new Date())) {
    terminal.progress(`${service.config.app}: running ${plural(tally.counts.scenarios, 'scenario')} …`);
    const { diagnostics } = await proveRules(promtool, service, undefined);
    tally.diagnostics.push(...diagnostics);
  }
  const { alerts, scenarios } = tally.counts;
  if (options.json) showJson(terminal, { environment, alerts, scenarios, ...findingsOf(tally) });
  else {
    showFindings(tally, terminal);
    if (!tally.hasErrors) {
      terminal.out(
        `${environment}: ${plural(scenarios, 'scenario')} of ${plural(alerts, 'alert')} passed (${promtool.path})\n`,
      );
    }
  }
  return tally.hasErrors ? 1 : 0;
}

const findingsOf = ({ diagnostics, suppressed }: Tally) => ({
  diagnostics: diagnostics.map(plainDiagnostic),
  suppressed: suppressed.map(plainDiagnostic),
});
