import { readFileSync } from 'node:fs';
import { isNode, LineCounter, parseAllDocuments } from 'yaml';
import { DiagnosticError } from '../../base/diagnostic.ts';

/** A mapping of YAML as plain data. */
export type Fields = Readonly<Record<string, unknown>>;

/** A document of a file, and the places of its parts. */
export interface YamlDocument {
  readonly file: string;
  readonly content: unknown;
  /** The 1-based line of a part, by its path. */
  lineOf(path: readonly (string | number)[]): number;
}

/** @throws DiagnosticError if the file is unreadable, not YAML, or a template */
export function readYaml(file: string): YamlDocument[] {
  const text = readText(file);
  const template = HELM.exec(text);
  if (template !== null) throw isTemplate(file, text.slice(0, template.index).split('\n').length);
  return parseYaml(file, text);
}

/**
 * @param before number of lines above the text in the file
 * @throws DiagnosticError if it is not YAML
 */
export function parseYaml(file: string, text: string, before = 0): YamlDocument[] {
  const lines = new LineCounter();
  // Anchors and merge keys are common in tests, and promtool reads them.
  const documents = parseAllDocuments(text, { lineCounter: lines, merge: true });
  if (!Array.isArray(documents)) return [];
  return documents.map((document) => {
    const [error] = document.errors;
    if (error !== undefined) {
      const { line, col } = lines.linePos(error.pos[0]);
      if (text.split('\n', line).at(-1)?.includes('{{') === true) throw isTemplate(file, before + line);
      throw DiagnosticError.of({
        code: 'mutation/yaml',
        place: { file, line: before + line, column: col },
        message: `this is not YAML: ${error.message.split('\n', 1)[0]?.replace(/ at line .*/, '')}`,
        reason: 'Neither the rules nor their tests can be read',
        remedy: 'Fix the file at this place.',
      });
    }
    return {
      file,
      content: document.toJS(),
      lineOf: (path) => {
        const node = document.getIn(path, true);
        const start = isNode(node) ? node.range?.[0] : undefined;
        return before + (start === undefined ? 1 : lines.linePos(start).line);
      },
    };
  });
}

/** Helm's template expressions. Prometheus has its own, with `$labels` and `$value`. */
const HELM = /\{\{-?(?:[^}]*\.(?:Values|Release|Chart|Capabilities|Files|Template)\b|\s*include\s+")/;

function isTemplate(file: string, line: number): DiagnosticError {
  return DiagnosticError.of({
    code: 'mutation/template',
    place: { file, line },
    message: 'this is a Helm template',
    reason: 'What it says is only known once its values are filled in',
    remedy: 'Render it first, "helm template RELEASE CHART > rendered.yaml", and name the rendered file.',
  });
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw DiagnosticError.of(
      {
        code: 'mutation/file',
        place: { file },
        message: `the file is unreadable: ${error instanceof Error ? error.message : String(error)}`,
        reason: 'There is nothing to try',
        remedy: 'Name files of rules and of promtool tests that exist.',
      },
      { cause: error },
    );
  }
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Mappings in a list, with their indices. */
export function fieldsIn(value: unknown): { readonly fields: Fields; readonly index: number }[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((fields: unknown, index) => (isFields(fields) ? [{ fields, index }] : []));
}

/** A value that promtool reads as a string, including a plain number. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
