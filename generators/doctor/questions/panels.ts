import { DiagnosticError } from '../../base/diagnostic.ts';
import { milliseconds } from '../../base/duration.ts';
import { listed } from '../../base/listed.ts';
import type { CompiledPanel, Target } from '../../compile/model.ts';
import { interpolate, type TimeRange } from '../../live/interpolate.ts';
import { questionsOf } from '../../live/questions.ts';
import { causesOfEmptiness } from '../empty.ts';
import { groupedByCause, type Silent } from '../grouped.ts';
import type { Finding, Installation, Question } from '../question.ts';

/** Approximate number of points that Grafana requests for a graph. */
const POINTS = 200;

/** Runs the queries that Grafana runs when the dashboard is opened. */
export const panels: Question = {
  code: 'doctor/panels',
  title: 'Has every panel data?',
  async ask(installation) {
    const silent: Silent[] = [];
    const refused: Finding[] = [];
    const { config, classic } = installation.service;
    const { variables } = questionsOf(classic);
    const to = Date.now();
    const range = milliseconds(config.grafana.range);
    const time = { from: to - range, to, step: Math.ceil(range / POINTS) };
    const scrapeInterval = milliseconds(config.intervals.scrape);
    for (const panel of installation.service.dashboard.rows.flatMap((row) => row.panels)) {
      for (const target of panel.targets) {
        const name = nameOf(panel, target);
        const expression = interpolate(target.expression, variables, {}, time, scrapeInterval);
        const count = await countOf(panel, expression, time, installation).catch(refusal);
        if (typeof count === 'string') refused.push(refusedFinding(name, count));
        if (count !== 0) continue;
        const causes = await causesOfEmptiness(expression, installation);
        if (causes.length > 0) silent.push({ name, causes });
        else if (!target.query.canBeEmpty)
          silent.push({ name, causes: [`\`${expression}\` gives no series`] });
      }
    }
    return [
      ...refused,
      ...groupedByCause(silent).map(
        ({ cause, names }): Finding => ({
          severity: 'error',
          place: { definition: `panel ${listed(names)}` },
          message:
            names.length === 1 ? 'the panel has no data' : `${names.length} queries of panels have no data`,
          reason: cause,
          remedy: REMEDY,
        }),
      ),
    ];
  },
};

const REMEDY =
  'Give the scrape the labels that the queries select, or set (namespace, jobs, selectors) in observability.yaml to what the server has, and run "npx oac generate".';

function nameOf({ definition, targets }: CompiledPanel, { plot }: Target): string {
  return targets.length === 1 ? definition.title : `${definition.title} (query ${plot.ref})`;
}

/** Number of series with a number at some time. A series of NaN only is drawn as nothing, but exists. */
async function countOf(
  panel: CompiledPanel,
  expression: string,
  { from, to, step }: TimeRange,
  { prometheus }: Installation,
): Promise<number> {
  if (panel.definition.kind !== 'timeseries') return (await prometheus.query(expression)).length;
  return (await prometheus.queryRange(expression, from, to, step)).length;
}

/** The server's reason, if it rejects this query. */
function refusal(error: unknown): string {
  const [first] = error instanceof DiagnosticError ? error.diagnostics : [];
  if (first?.code !== 'prometheus/query') throw error;
  return first.reason;
}

function refusedFinding(name: string, reason: string): Finding {
  return {
    severity: 'error',
    place: { definition: `panel ${name}` },
    message: 'the query of the panel fails',
    reason,
    remedy: 'Run "npx oac check", and look at "doctor/version": a function may be newer than the server.',
  };
}
