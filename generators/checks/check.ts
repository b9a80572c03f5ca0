import type { Diagnostic, Place, Severity } from '../base/diagnostic.ts';
import type { RenderedService } from '../compile/model.ts';

/** What the page of a check says beyond its title: Markdown. */
export interface CheckPage {
  /** What the check finds, and what it leaves alone. */
  readonly details: string;
  /** What happens to the user if it stays so. */
  readonly impact: string;
  readonly example: {
    /** The condition under which the example holds. */
    readonly given?: string;
    readonly language: 'promql' | 'ts' | 'yaml' | 'text';
    readonly bad: string;
    readonly good: string;
  };
}

/** Something that is wrong in a compiled service, and how to find it. */
export interface Check {
  /** `group/name`; its page is generated as `docs/checks/<group>-<name>.md`. Never renamed once released. */
  readonly code: string;
  readonly severity: Severity;
  /** What holds where the check finds nothing. */
  readonly title: string;
  readonly page: CheckPage;
  run(service: RenderedService): Diagnostic[];
}

/** One thing that a check found. Severity and reason are those of the check where nothing else is said. */
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
  /** The `why` of every finding: what happens to the user if it stays so, in one sentence. */
  readonly reason: string;
  readonly page: CheckPage;
  find(service: RenderedService): Iterable<Finding>;
}): Check {
  const { code, severity, title, reason, page } = definition;
  return {
    code,
    severity,
    title,
    page,
    run: (service) => Array.from(definition.find(service), (found) => ({ code, severity, reason, ...found })),
  };
}
