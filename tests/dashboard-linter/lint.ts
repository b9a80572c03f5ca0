import type { LintConfig } from '../../generators/render/grafana/lint-file.ts';
import { configuredSeverity, type LintSeverity } from './config.ts';
import { readDashboard } from './model.ts';
import type { RuleName } from './rule.ts';
import { RULES } from './rules/index.ts';

export interface LintResult {
  readonly rule: RuleName;
  readonly severity: LintSeverity;
  /** Title of the panel. */
  readonly panel?: string;
  /** Position among the panel's targets, from 0. */
  readonly targetIndex?: number;
  readonly message: string;
}

/**
 * The 17 rules of grafana/dashboard-linter (commit 4d0844b of 2026-06-18, Apache-2.0), with its conditions: also where
 * they are odd, so that what passes here passes there.
 *
 * @param dashboard classic JSON, parsed
 * @param config the content of the `.lint` file beside the dashboard
 * @throws DiagnosticError where the linter itself could not read the dashboard
 */
export function lintDashboard(dashboard: unknown, config: LintConfig = {}): readonly LintResult[] {
  const linted = readDashboard(dashboard);
  return RULES.flatMap((rule) =>
    rule.check(linted).map((finding) => ({
      rule: rule.name,
      severity: configuredSeverity(config, rule.name, finding, linted.title),
      ...(finding.panel ? { panel: finding.panel.title } : {}),
      ...(finding.target ? { targetIndex: finding.target.index } : {}),
      message: finding.message,
    })),
  );
}
