import type { LintConfig } from '../../generators/render/grafana/lint-file.ts';
import { type JsonObject, object, objectAt, objectsAt, textAt } from '../support/json.ts';
import { type Finding, RULES } from './rules.ts';

export interface LintResult {
  readonly rule: string;
  readonly severity: 'error' | 'excluded';
  /** Title of the panel. */
  readonly panel?: unknown;
  /** Position among the panel's targets, from 0. */
  readonly targetIndex?: number;
  readonly message: string;
}

/**
 * The 17 rules of grafana/dashboard-linter (commit 4d0844b of 2026-06-18, Apache-2.0), with its conditions: also where
 * they are odd, so that what passes here passes there. What no generated dashboard has is a finding here, although the
 * linter may take it: queries of logs, a second data source, and formats of variables.
 *
 * @param json a classic dashboard, parsed
 * @param config the content of the `.lint` file beside the dashboard
 */
export function lintDashboard(json: unknown, config: LintConfig = {}): readonly LintResult[] {
  const dashboard = object(json);
  const variables = objectsAt(objectAt(dashboard, 'templating'), 'list');
  const panels = objectsAt(dashboard, 'panels').flatMap((panel) => [panel, ...objectsAt(panel, 'panels')]);
  const values = new Map(variables.flatMap(chosenIn));
  return Object.entries(RULES).flatMap(([rule, check]) =>
    check({ dashboard, variables, panels, values }).map((finding) => ({
      rule,
      severity: isExcluded(config, rule, finding, textAt(dashboard, 'title')) ? 'excluded' : 'error',
      ...(finding.panel === undefined ? {} : { panel: finding.panel.title }),
      ...(finding.target === undefined ? {} : { targetIndex: finding.target }),
      message: finding.message,
    })),
  );
}

/** What is chosen, as far as it is no variable itself. @throws Error where the linter itself could not read the file */
function chosenIn({ name, type, query, current }: JsonObject): readonly (readonly [string, string])[] {
  const { value = '' } = object(current ?? {});
  const first: unknown = Array.isArray(value) ? value[0] : value;
  const needsQuery = type !== 'adhoc' && type !== 'custom';
  if (typeof first !== 'string' || (needsQuery && query === undefined))
    throw new Error(`the linter cannot read the variable ${name}`);
  return first === '' || first.includes('$') ? [] : [[String(name), first]];
}

function isExcluded({ exclusions }: LintConfig, rule: string, finding: Finding, title: string): boolean {
  const listed = exclusions?.[rule];
  if (listed === undefined) return false;
  const { entries = [] } = listed ?? {};
  const { panel, target } = finding;
  return (
    entries.length === 0 ||
    entries.some(
      (entry) =>
        entry.dashboard === title &&
        (panel === undefined || entry.panel === panel.title) &&
        (target === undefined || entry.targetIdx === undefined || Number(entry.targetIdx) === target),
    )
  );
}
