import type { Diagnostic } from '../base/diagnostic.ts';
import { nearest } from '../base/nearest.ts';
import type { RenderedService } from '../compile/model.ts';
import { alertChecks } from './alert/index.ts';
import type { Check } from './check.ts';
import { contractChecks } from './contract/index.ts';
import { dashboardChecks } from './dashboard/index.ts';
import { DEPLOYED_CHECK } from './kubernetes/deployed/index.ts';
import { kubernetesChecks } from './kubernetes/index.ts';
import { panelChecks } from './panel/index.ts';
import { promqlChecks } from './promql/index.ts';
import { routingChecks } from './routing/index.ts';
import { rulesChecks } from './rules/index.ts';
import { workloadChecks } from './workload/index.ts';

export type { Check } from './check.ts';

/** Every check, in the order in which findings are reported. */
export const CHECKS: readonly Check[] = [
  ...promqlChecks,
  ...panelChecks,
  ...dashboardChecks,
  ...alertChecks,
  ...rulesChecks,
  ...routingChecks,
  ...contractChecks,
  ...kubernetesChecks,
  ...workloadChecks,
];

/** The checks of a dashboard without rules. */
export const DASHBOARD_CHECKS: readonly Check[] = [
  ...promqlChecks,
  ...panelChecks,
  ...dashboardChecks,
  ...kubernetesChecks,
];

/** A finding of a check that the configuration disables. */
export interface Suppressed extends Diagnostic {
  /** The reason given in the configuration. */
  readonly because: string;
}

export interface CheckResult {
  readonly diagnostics: readonly Diagnostic[];
  readonly suppressed: readonly Suppressed[];
  /** The number of checks that ran. */
  readonly checks: number;
}

/** Runs the checks on a service. Findings of disabled checks are returned as suppressed. */
export function runChecks(service: RenderedService, checks: readonly Check[] = CHECKS): CheckResult {
  const disabled = service.config.disabledChecks;
  const diagnostics: Diagnostic[] = unknownCodes(Object.keys(disabled));
  const suppressed: Suppressed[] = [];
  for (const check of checks) {
    const because = Object.hasOwn(disabled, check.code) ? disabled[check.code] : undefined;
    const found = check.run(service);
    if (because === undefined) diagnostics.push(...found);
    else suppressed.push(...found.map((diagnostic) => ({ ...diagnostic, because })));
  }
  return { diagnostics, suppressed, checks: checks.length };
}

/** Reported by `runChecks` itself: disabling a code that does not exist has no effect. */
export const UNKNOWN_CODE = 'checks/unknown-code';

function unknownCodes(codes: readonly string[]): Diagnostic[] {
  const known = [...CHECKS.map((check) => check.code), DEPLOYED_CHECK.code];
  return codes
    .filter((code) => !known.includes(code))
    .map((code) => {
      const near = nearest(code, known);
      return {
        code: UNKNOWN_CODE,
        severity: 'error',
        place: { definition: `checks.disabled.${code}` },
        message: `there is no check "${code}"`,
        reason: 'The entry has no effect, so the intended check still runs',
        remedy: near === undefined ? 'Remove the entry; docs/checks lists the codes' : `Write "${near}"`,
      };
    });
}
