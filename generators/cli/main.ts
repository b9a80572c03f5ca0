import { parseArgs } from 'node:util';
import { DiagnosticError } from '../base/diagnostic.ts';
import { findDefinitions } from './definitions.ts';
import { plainDiagnostic, showJson } from './findings.ts';
import type { GenerateOptions } from './generate.ts';
import { renderDiagnostic } from './report.ts';
import { painter, processTerminal, type Terminal } from './terminal.ts';
import { UsageError, usageDiagnostic } from './usage.ts';

/** Runs the command line. @returns the exit code */
export async function main(args: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  try {
    const options = plainGenerate(args);
    if (options !== undefined) {
      const { generate } = await import('./generate.ts');
      return await generate(await findDefinitions(), options, terminal);
    }
    const { parseCommandLine } = await import('./command-line.ts');
    const run = await parseCommandLine(args, terminal);
    return await run(terminal);
  } catch (error) {
    return reportFailure(error, args.includes('--json'), terminal);
  }
}

const PLAIN_OPTIONS = {
  config: { type: 'string', default: 'observability.yaml' },
  env: { type: 'string' },
  out: { type: 'string' },
  deploy: { type: 'string' },
  check: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  'no-promtool': { type: 'boolean', default: false },
} as const;

/**
 * The most frequent command, without yargs, whose loading takes a tenth of its time. Undefined for anything
 * else, and for anything that needs an explanation.
 */
export function plainGenerate(args: readonly string[]): GenerateOptions | undefined {
  if (args[0] !== 'generate') return undefined;
  try {
    const { values, tokens } = parseArgs({ args: args.slice(1), options: PLAIN_OPTIONS, tokens: true });
    const names = tokens.map((token) => (token.kind === 'option' ? token.name : token.kind));
    const isPlain = new Set(names).size === names.length && !Object.values(values).includes('');
    const { 'no-promtool': isWithoutPromtool, ...options } = values;
    return isPlain && !names.includes('option-terminator')
      ? { ...options, promtool: !isWithoutPromtool }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Reports errors that stop a command before it has findings. Other errors are bugs, and keep their stack. */
function reportFailure(error: unknown, isJson: boolean, terminal: Terminal): number {
  if (error instanceof UsageError) {
    if (isJson) showJson(terminal, { diagnostics: [plainDiagnostic(usageDiagnostic(error))] });
    else terminal.talk(`oac: ${error.message}\nSee "oac --help".\n`);
    return 2;
  }
  if (!(error instanceof DiagnosticError)) throw error;
  if (isJson) showJson(terminal, { diagnostics: error.diagnostics.map(plainDiagnostic) });
  else
    for (const one of error.diagnostics)
      terminal.talk(`${renderDiagnostic(one, painter(terminal.hasColor.talk))}\n`);
  return 2;
}
