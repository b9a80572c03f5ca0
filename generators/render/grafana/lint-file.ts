import type { CompiledDashboard, CompiledGroup, CompiledPanel, Target } from '../../compile/model.ts';
import type { Series } from '../../contract/metric.ts';

/** The content of a `.lint` file. Matching is by titles, which is how the linter does it. */
export interface LintConfig {
  readonly exclusions?: LintConfigRules;
  /** Errors that only warn. */
  readonly warnings?: LintConfigRules;
}

export type LintConfigRules = Readonly<Partial<Record<string, LintConfigRule | null>>>;

export interface LintConfigRule {
  readonly reason?: string;
  /** Without entries the whole rule is meant. */
  readonly entries?: readonly LintConfigEntry[];
}

export interface LintConfigEntry {
  readonly dashboard?: string;
  readonly panel?: string;
  /** Without it, every target of the panel is meant. A text, as 0 would otherwise be the same as none. */
  readonly targetIdx?: string;
  readonly reason?: string;
}

/** Key of the exporter that a dashboard's job and instance pickers are about. */
const SERVICE = 'service';

const RULES = ['target-job-rule', 'target-instance-rule'] as const;

/**
 * The `.lint` file beside the dashboard: grafana/dashboard-linter asks every query for the picked job and instance,
 * but those of the service are none of the platform's exporters, and picking one must not empty their panels.
 */
export function lintFile(dashboard: CompiledDashboard, groups: readonly CompiledGroup[]): LintConfig {
  const recorded = recordedSources(groups);
  const entries = dashboard.rows
    .flatMap(({ panels }) => panels)
    .flatMap((panel) => entriesOf(panel, dashboard.title, recorded));
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

/** For the directory of the overviews, whose viewers select no job or instance. Without entries the rules are off. */
export const OVERVIEW_LINT_FILE: LintConfig = {
  exclusions: Object.fromEntries(
    ['template-job-rule', 'template-instance-rule', ...RULES].map((rule) => [
      rule,
      { reason: 'The dashboards show all services.' },
    ]),
  ),
};

/** One entry for the panel, or one for each of its targets where only some read the platform. */
function entriesOf(
  { definition, targets }: CompiledPanel,
  dashboard: string,
  recorded: RecordedSources,
): readonly LintConfigEntry[] {
  const foreign = targets.map((target) => platformExportersOf(target, recorded));
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

/** By the name of a recorded series, the series that its rule reads. */
type RecordedSources = ReadonlyMap<string, readonly Series[]>;

function recordedSources(groups: readonly CompiledGroup[]): RecordedSources {
  const sources = new Map<string, readonly Series[]>();
  for (const rule of groups.flatMap((group) => group.rules)) {
    if (rule.kind === 'recording rule') sources.set(rule.definition.series.name, rule.definition.query.reads);
  }
  return sources;
}

/** What the exporters of a target are, other than the service itself. A recorded series is of what it was made from. */
function platformExportersOf({ query }: Target, recorded: RecordedSources): readonly string[] {
  const sources = query.reads.flatMap((series) => recorded.get(series.name) ?? [series]);
  const foreign = sources.filter(({ exporter }) => exporter.key !== SERVICE);
  return [...new Set(foreign.map(({ exporter }) => exporter.describes))];
}
