import type { Finding, RuleName } from './rule.ts';

/** The content of a `.lint` file. Matching is by titles, which is how the linter does it. */
export interface LintConfig {
  readonly exclusions?: LintConfigRules;
  /** Errors that only warn. */
  readonly warnings?: LintConfigRules;
}

export type LintConfigRules = Readonly<Partial<Record<RuleName, LintConfigRule | null>>>;

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
