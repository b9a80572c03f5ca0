import type { Diagnostic } from '../base/diagnostic.ts';
import { countText, renderDiagnostic } from './report.ts';
import type { RunSummary } from './run-summary.ts';
import { painter, type Terminal } from './terminal.ts';

/** Beyond this the rest is only counted. */
const MOST_SHOWN = 50;

/** Prints diagnostics for people. */
export function showFindings({ diagnostics, suppressed }: RunSummary, terminal: Terminal): void {
  const paint = painter(terminal.hasColor.talk);
  for (const diagnostic of diagnostics.slice(0, MOST_SHOWN))
    terminal.talk(`${renderDiagnostic(diagnostic, paint)}\n`);
  if (diagnostics.length > MOST_SHOWN) terminal.talk(`… and ${diagnostics.length - MOST_SHOWN} more\n`);
  if (suppressed.length > 0) {
    terminal.talk(
      `${suppressed.length} suppressed by checks.disabled: ${[...new Set(suppressed.map(({ code }) => code))].join(', ')}\n`,
    );
  }
  if (diagnostics.length > 0) terminal.talk(`${countText(diagnostics)}\n`);
}

/** A diagnostic for programs. */
export function plainDiagnostic({ code, severity, place, message, reason, remedy }: Diagnostic): object {
  const { excerpt, ...address } = place;
  return { code, severity, ...address, message, reason, remedy, ...(excerpt ? { excerpt } : {}) };
}

export function showJson(terminal: Terminal, value: object): void {
  terminal.out(`${JSON.stringify(value, undefined, 2)}\n`);
}
