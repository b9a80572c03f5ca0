import type { LintConfig, LintConfigRules } from '../../generators/render/grafana/lint-file.ts';
import type { Finding, RuleName } from './rule.ts';

export type LintSeverity = 'error' | 'warning' | 'excluded';

/** What is left of a finding's severity. A rule in both lists warns. */
export function configuredSeverity(
  config: LintConfig,
  rule: RuleName,
  finding: Finding,
  dashboardTitle: string,
): LintSeverity {
  const isListed = (rules: LintConfigRules | undefined) => covers(rules, rule, finding, dashboardTitle);
  if (isListed(config.warnings)) return 'warning';
  return isListed(config.exclusions) ? 'excluded' : finding.severity;
}

function covers(
  rules: LintConfigRules | undefined,
  rule: RuleName,
  { panel, target }: Finding,
  dashboardTitle: string,
): boolean {
  const listed = rules?.[rule];
  if (listed === undefined) return false;
  const entries = listed?.entries ?? [];
  if (entries.length === 0) return true;
  return entries.some((entry) => {
    if ((entry.dashboard ?? '') !== dashboardTitle) return false;
    if (panel !== undefined && (entry.panel ?? '') !== panel.title) return false;
    return target === undefined || entry.targetIdx === undefined || Number(entry.targetIdx) === target.index;
  });
}
