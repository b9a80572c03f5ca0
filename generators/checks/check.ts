import type { Diagnostic, Place, Severity } from '../base/diagnostic.ts';
import type { CompiledService } from '../compile/model.ts';

/** Something that is wrong in a compiled service, and how to find it. */
export interface Check {
  /** `group/name`; its page is `docs/checks/<group>-<name>.md`. Never renamed once released. */
  readonly code: string;
  readonly severity: Severity;
  /** What holds where the check finds nothing. */
  readonly title: string;
  run(service: CompiledService): Diagnostic[];
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
  /** What happens to the user if it stays so. */
  readonly reason: string;
  find(service: CompiledService): Iterable<Finding>;
}): Check {
  const { code, severity, title, reason } = definition;
  return {
    code,
    severity,
    title,
    run: (service) => Array.from(definition.find(service), (found) => ({ code, severity, reason, ...found })),
  };
}
