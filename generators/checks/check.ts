import type { Diagnostic, Place, Severity } from '../base/diagnostic.ts';
import type { RenderedService } from '../compile/model.ts';

/** The page of a check, apart from its title. Markdown. */
export interface CheckPage {
  /** What the check reports, and what it ignores. */
  readonly details: string;
  /** What goes wrong for the user if nobody fixes it. */
  readonly impact: string;
  readonly example: {
    /** The setting that the example assumes. */
    readonly given?: string;
    readonly language: 'promql' | 'ts' | 'yaml' | 'text';
    readonly bad: string;
    readonly good: string;
  };
}

/** Finds one kind of mistake in a compiled service. */
export interface Check {
  /** `group/name`; its page is generated as `docs/checks/<group>-<name>.md`. Never renamed once released. */
  readonly code: string;
  readonly severity: Severity;
  /** What is true of a service that passes the check. */
  readonly title: string;
  readonly page: CheckPage;
  run(service: RenderedService): Diagnostic[];
}

/** One result of a check. `severity` and `reason` default to those of the check. */
export interface Finding {
  readonly place: Place;
  readonly message: string;
  readonly remedy: string;
  readonly reason?: string;
  readonly severity?: Severity;
}

export function defineCheck(definition: {
  readonly code: string;
  readonly severity: Severity;
  readonly title: string;
  /** The default `reason` of a finding: what goes wrong for the user, in one sentence. */
  readonly reason: string;
  /** What goes wrong is the reason, if the page says no more. */
  readonly page: Omit<CheckPage, 'impact'> & Partial<Pick<CheckPage, 'impact'>>;
  find(service: RenderedService): Iterable<Finding>;
}): Check {
  const { code, severity, title, reason } = definition;
  const page = { impact: `${reason}.`, ...definition.page };
  return {
    code,
    severity,
    title,
    page,
    run: (service) => Array.from(definition.find(service), (found) => ({ code, severity, reason, ...found })),
  };
}
