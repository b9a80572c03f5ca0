import type { CompiledDashboard, CompiledPanel, Target } from '../definitions/compiled.ts';
import type { LintConfig, LintConfigEntry, LintConfigRules } from '../grafana-linter/config.ts';

/** Key of the exporter that a dashboard's job and instance pickers are about. */
const SERVICE = 'service';

const RULES = ['target-job-rule', 'target-instance-rule'] as const;

/**
 * The `.lint` file beside the dashboard: grafana/dashboard-linter asks every query for the picked job and instance,
 * but those of the service are none of the platform's exporters, and picking one must not empty their panels.
 */
export function lintFile(dashboard: CompiledDashboard): LintConfig {
  const entries = dashboard.rows
    .flatMap(({ panels }) => panels)
    .flatMap((panel) => entriesOf(panel, dashboard.title));
  // A rule without entries would be off for the whole dashboard.
  if (entries.length === 0) return { exclusions: {} };
  const exclusions: LintConfigRules = Object.fromEntries(
    RULES.map((rule) => [
      rule,
      { reason: 'Series of the platform do not carry the job and instance of the service.', entries },
    ]),
  );
  return { exclusions };
}

/** One entry for the panel, or one for each of its targets where only some read the platform. */
function entriesOf({ definition, targets }: CompiledPanel, dashboard: string): readonly LintConfigEntry[] {
  const foreign = targets.map(platformExportersOf);
  const entry = (exporters: readonly string[]) => ({
    dashboard,
    panel: definition.title,
    ...reason(exporters),
  });
  if (targets.length > 0 && foreign.every((exporters) => exporters.length > 0)) {
    return [entry([...new Set(foreign.flat())])];
  }
  return foreign.flatMap((exporters, index) =>
    exporters.length > 0 ? [{ ...entry(exporters), targetIdx: String(index) }] : [],
  );
}

function reason(exporters: readonly string[]) {
  return {
    reason: `Reads ${exporters.join('; ')}: a choice of the service's job or instance must not empty it.`,
  };
}

/** What the exporters of a target are, other than the service itself. */
function platformExportersOf({ query }: Target): readonly string[] {
  const foreign = query.reads.filter(({ exporter }) => exporter.key !== SERVICE);
  return [...new Set(foreign.map(({ exporter }) => exporter.describes))];
}
