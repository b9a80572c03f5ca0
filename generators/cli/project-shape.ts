import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import process from 'node:process';
import { DiagnosticError } from '../base/diagnostic.ts';
import { nearest } from '../base/nearest.ts';
import type { Project } from '../define/project.ts';

/**
 * The required type of each part of a project. The compiler checks this, too, but a run does not wait for it.
 */
const PARTS = {
  contract: { what: 'a list of metrics', isOptional: false, isRight: Array.isArray },
  dashboard: { what: 'a function of the configuration', isOptional: false, isRight: isFunction },
  rules: { what: 'a function of the configuration', isOptional: false, isRight: isFunction },
  thresholds: { what: 'an object', isOptional: true, isRight: isObject },
  languages: { what: 'a list of languages', isOptional: true, isRight: Array.isArray },
  parts: { what: 'an object', isOptional: true, isRight: isObject },
  extensions: { what: 'an object', isOptional: true, isRight: isObject },
  scopes: { what: 'an object', isOptional: true, isRight: isObject },
  workload: { what: 'an object', isOptional: true, isRight: isObject },
  routing: { what: 'a function of the configuration', isOptional: true, isRight: isFunction },
  problems: { what: 'a function of the configuration', isOptional: true, isRight: isFunction },
  advice: { what: 'a function of the configuration and the day', isOptional: true, isRight: isFunction },
} as const satisfies Record<keyof Project, unknown>;

/** The default export, if it has the shape of a project. @throws DiagnosticError `definitions/default-export` */
export function assertProject(exports: Readonly<Record<string, unknown>>, file: string): Project {
  const problem = problemOf(exports);
  const { default: project } = exports;
  if (problem === undefined && isProject(project)) return project;
  throw DiagnosticError.of({
    code: 'definitions/default-export',
    place: { file: relative(process.cwd(), file), ...lineOfDefault(file) },
    message: problem ?? 'the default export is not a project',
    reason: 'The default export is what is generated',
    remedy: 'Write "export default defineProject({ contract, dashboard, rules });".',
  });
}

function problemOf(exports: Readonly<Record<string, unknown>>): string | undefined {
  const { default: project } = exports;
  if (!('default' in exports)) return 'there is no default export';
  if (project instanceof Promise) return 'the default export is a promise: write "await" in front of it';
  if (!isObject(project)) return `the default export is ${nameOf(project)}, not a project`;
  const keys = Object.keys(PARTS);
  for (const [key, { what, isOptional, isRight }] of Object.entries(PARTS)) {
    const value = project[key];
    if (value === undefined) {
      if (isOptional) continue;
      const slip = Object.keys(project).find((each) => !keys.includes(each) && nearest(each, [key]) === key);
      return `the project has no "${key}"${slip === undefined ? '' : `; is it "${slip}"?`}`;
    }
    if (!isRight(value)) return `"${key}" of the project is ${nameOf(value)}, not ${what}`;
  }
  if (!Array.isArray(project.contract)) return undefined;
  const index = project.contract.findIndex((metric) => !isObject(metric) || !isObject(metric.exporter));
  if (index < 0) return undefined;
  return `"contract" of the project has ${nameOf(project.contract[index])} at index ${index}, not a metric`;
}

function isProject(value: unknown): value is Project {
  return isObject(value) && Array.isArray(value.contract);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'a list';
  return /^[aeiou]/.test(typeof value) ? `an ${typeof value}` : `a ${typeof value}`;
}

function lineOfDefault(file: string): { readonly line?: number } {
  const lines = readFileSync(file, 'utf8').split('\n');
  const index = lines.findIndex((line) => /^export default\b|^export \{[^}]*\bdefault\b/.test(line));
  return index < 0 ? {} : { line: index + 1 };
}
