import { plural } from '../base/plural.ts';
import { buildAll, buildServices } from './build-services.ts';
import type { Definitions } from './definitions.ts';
import { plainDiagnostic, showFindings, showJson } from './findings.ts';
import { loadServices } from './load.ts';
import { requirePromtool } from './promtool.ts';
import { proveRules } from './rule-proof.ts';
import { RunSummary } from './run-summary.ts';
import type { Terminal } from './terminal.ts';

export interface InspectOptions {
  readonly config: string;
  readonly env?: string | undefined;
  readonly json: boolean;
}

/** Builds and checks everything without writing. @returns the exit code */
export async function check(
  definitions: Definitions,
  options: InspectOptions,
  terminal: Terminal,
): Promise<number> {
  const { environment, services, overview, warnings } = await loadServices(
    definitions.project,
    options.config,
    options.env,
  );
  const summary = new RunSummary(warnings);
  const context = { definitions, services, overview, summary, terminal, today: new Date() };
  for await (const _ of buildAll(context)) {
    if (services.length > 1) {
      terminal.progress(`${summary.counts.services} of ${plural(services.length, 'service')}`);
    }
  }
  if (options.json) showJson(terminal, { environment, ...summary.counts, ...findingsOf(summary) });
  else {
    showFindings(summary, terminal);
    if (!summary.hasErrors) {
      const { panels, alerts, recordingRules, checks } = summary.counts;
      terminal.out(
        `${environment}: ${plural(checks, 'check')} passed on ${plural(panels, 'panel')}, ${plural(alerts, 'alert')} ` +
          `and ${plural(recordingRules, 'recording rule')}\n`,
      );
    }
  }
  return summary.hasErrors ? 1 : 0;
}

/** Runs the scenarios of every alert with promtool. @returns the exit code */
export async function test(
  definitions: Definitions,
  options: InspectOptions,
  terminal: Terminal,
): Promise<number> {
  const promtool = await requirePromtool('The scenarios of the alerts');
  const { environment, services, warnings } = await loadServices(
    definitions.project,
    options.config,
    options.env,
  );
  const summary = new RunSummary(warnings);
  const context = { definitions, services, summary, terminal, today: new Date() };
  for await (const service of buildServices(context)) {
    const { diagnostics } = await proveRules(promtool, service, undefined, (done, total) =>
      terminal.progress(`${service.app}: ${done} of ${plural(total, 'scenario')}`),
    );
    summary.diagnostics.push(...diagnostics);
  }
  const { alerts, scenarios } = summary.counts;
  if (options.json) showJson(terminal, { environment, alerts, scenarios, ...findingsOf(summary) });
  else {
    showFindings(summary, terminal);
    if (!summary.hasErrors) {
      terminal.out(
        `${environment}: ${plural(scenarios, 'scenario')} of ${plural(alerts, 'alert')} passed (${promtool.path})\n`,
      );
    }
  }
  return summary.hasErrors ? 1 : 0;
}

const findingsOf = ({ diagnostics, suppressed }: RunSummary) => ({
  diagnostics: diagnostics.map(plainDiagnostic),
  suppressed: suppressed.map(plainDiagnostic),
});
