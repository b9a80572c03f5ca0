import { DiagnosticError } from '../base/diagnostic.ts';
import { findTool, type Tool } from '../promtool/find.ts';

/**
 * Finds promtool for a command that needs it.
 *
 * @param what the plural of what it runs: "the scenarios of the alerts"
 * @throws DiagnosticError `tools/missing`
 */
export async function requirePromtool(what: string): Promise<Tool> {
  const promtool = await findTool('promtool');
  if (promtool !== undefined) return promtool;
  throw DiagnosticError.of({
    code: 'tools/missing',
    place: { file: 'promtool' },
    message: 'promtool is neither on PATH nor in .tools',
    reason: `${what} are run by promtool itself, not by an imitation`,
    remedy:
      'Put promtool on PATH; it is part of Prometheus. Debian and Ubuntu: "apt-get install prometheus". macOS: "brew install prometheus". Others: https://prometheus.io/download/',
  });
}
