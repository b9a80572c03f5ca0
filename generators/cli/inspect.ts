import { plural } from '../base/plural.ts';
import type { Definitions } from './definitions.ts';
import { plainDiagnostic, showFindings, showJson } from './findings.ts';
import { loadServices } from './load.ts';
import { buildAll, buildServices } from './production.ts';
import { requirePromtool } from './promtool.ts';
import { proveRules } from './rule-proof.ts';
import { Tally } from './tally.ts';
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
  const tally = new Tally(warnings);
  const production = { definitions, services, overview, tally, terminal, today: new Date() };
  for await (const _ of buildAll(production)) {
    if (services.length > 1) {
      terminal.progress(`${tally.counts.services} of ${plural(services.length, 'service')}`);
    }
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
  const tally = new Tally(warnings);
  const production = { definitions, services, tally, terminal, today: new Date() };
  for await (const service of buildServices(production)) {
    const { diagnostics } = await proveRules(promtool, service, undefined, (done, total) =>
      terminal.progress(`${service.app}: ${done} of ${plural(total, 'scenario')}`),
    );
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
