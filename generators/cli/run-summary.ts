import type { Diagnostic } from '../base/diagnostic.ts';
import type { Suppressed } from '../checks/index.ts';
import type { BuiltOverview } from '../overview/build.ts';
import type { ServiceReport } from './build.ts';

/** Counts and findings over all services. */
export class RunSummary {
  readonly counts = { services: 0, panels: 0, alerts: 0, recordingRules: 0, scenarios: 0, checks: 0 };
  readonly diagnostics: Diagnostic[];
  readonly suppressed: Suppressed[] = [];

  /** @param diagnostics earlier findings, such as those of the configuration */
  constructor(diagnostics: readonly Diagnostic[] = []) {
    this.diagnostics = [...diagnostics];
  }

  get hasErrors(): boolean {
    return this.diagnostics.some(({ severity }) => severity === 'error');
  }

  add({ built, diagnostics, suppressed }: ServiceReport): void {
    this.diagnostics.push(...diagnostics);
    this.suppressed.push(...suppressed);
    if (built === undefined) return;
    const { counts } = this;
    counts.services += 1;
    counts.panels += built.counts.panels;
    counts.alerts += built.counts.alerts;
    counts.recordingRules += built.counts.recordingRules;
    counts.scenarios += built.counts.scenarios;
    counts.checks = built.counts.checks;
  }

  addOverview({ panels, diagnostics, suppressed }: BuiltOverview): void {
    this.diagnostics.push(...diagnostics);
    this.suppressed.push(...suppressed);
    this.counts.panels += panels;
  }
}
