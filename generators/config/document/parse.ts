import { Document, isAlias, isScalar, parseAllDocuments, visit } from 'yaml';
import { type Diagnostic, DiagnosticError, type Place } from '../../base/diagnostic.ts';
import { findNodes, findProblems, resolveAlias, type SyntaxProblem, spanOf } from './nodes.ts';
import { formatPath, isMapping, type Path } from './path.ts';
import { placeOf } from './source.ts';
import { adviseOnSyntax } from './syntax.ts';

/** The values of a YAML file, with the line and column of each. */
export interface ConfigurationDocument {
  readonly data: Readonly<Record<string, unknown>>;
  /** The place of the key or value at `path`, or of the nearest key above it if the file has no such path. */
  place(path: Path, part: 'key' | 'value'): Place;
  /** The scalar at `path` exactly as written, `1.10` rather than 1.1. */
  source(path: Path): string | undefined;
}

/**
 * Parses one YAML 1.2 mapping of plain data: scalar keys, lists, scalars, anchors and aliases.
 *
 * @param content a byte-order mark at its start is not part of the text
 * @throws DiagnosticError `config/syntax` for invalid YAML, and for what would not mean what it seems to (a
 *   duplicate key, a second document, a tag, a merge key, an alias inside its anchor); `config/type` if it is
 *   not a mapping.
 */
export function parseDocument(file: string, content: string): ConfigurationDocument {
  const text = content.replace(/^\uFEFF/, '');
  const [document = new Document(null), second] = parseAllDocuments(text, {
    prettyErrors: false,
    logLevel: 'silent',
    // They are found below, with the line of the first one.
    uniqueKeys: false,
  });
  const failure = failureOf(document, second);
  const problems = failure === undefined ? findProblems(document, text) : [failure];
  if (problems.length > 0) {
    throw new DiagnosticError(
      problems.map(({ span, path = [], ...explanation }): Diagnostic => {
        const definition = path.length === 0 ? {} : { definition: formatPath(path) };
        const place = { ...placeOf(text, file, span), ...definition };
        return { code: 'config/syntax', severity: 'error', place, ...explanation };
      }),
    );
  }
  const data: unknown = document.toJS({ maxAliasCount: -1 });
  if (!isMapping(data)) {
    const span = data === null ? undefined : spanOf(document.contents);
    throw noMapping(data, span === undefined ? { file } : placeOf(text, file, span));
  }
  return {
    data,
    place(path, part) {
      const definition = formatPath(path);
      for (let length = path.length; length > 0; length -= 1) {
        const found = findNodes(document, path.slice(0, length));
        if (found === undefined) continue;
        // The key that names a block says more than an excerpt of the whole block.
        const isValue = part === 'value' && length === path.length && isShort(found.value);
        const span = spanOf(isValue ? found.value : (found.key ?? found.value));
        if (span !== undefined) return { ...placeOf(text, file, span), definition };
      }
      return definition === '' ? { file } : { file, definition };
    },
    source(path) {
      const node = resolveAlias(document, findNodes(document, path)?.value);
      return isScalar(node) ? node.source : undefined;
    },
  };
}

function isShort(node: unknown): boolean {
  return isAlias(node) || (isScalar(node) && node.source !== '');
}

/** Why the file is not one YAML document. */
function failureOf(document: Document, second: Document.Parsed | undefined): SyntaxProblem | undefined {
  // Later errors are mostly consequences of the first one.
  const [error] = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  if (error !== undefined) {
    const [from, to] = error.pos;
    const opener = isUnclosed(error.message) ? openerOf(document, from) : undefined;
    return {
      span: opener === undefined ? { from, to } : { from: opener, to: opener + 1 },
      reason: 'The file cannot be read as YAML from here on.',
      ...adviseOnSyntax(opener === undefined ? error.code : 'UNCLOSED', error.message),
    };
  }
  if (second === undefined) return undefined;
  const [from] = second.range;
  return {
    span: { from, to: from + '---'.length },
    message: 'A second YAML document starts here',
    reason: 'Only one document is read; the settings in the others would silently have no effect.',
    remedy: 'Remove the line before it that ends the first document; put what differs under `environments`.',
  };
}

/** As the `yaml` package says of a list or a map in brackets. */
const isUnclosed = (message: string) => /end with a [\]}]$/.test(message);

/** Where the innermost list or map in brackets starts that breaks off at an offset. */
function openerOf(document: Document, end: number): number | undefined {
  let opener: number | undefined;
  visit(document, {
    Collection(_key, { flow, range }) {
      if (flow === true && range?.[1] === end) opener = range[0];
    },
  });
  return opener;
}

function noMapping(data: unknown, place: Place): DiagnosticError {
  const kind = Array.isArray(data) ? 'a list' : 'a single value';
  return DiagnosticError.of({
    code: 'config/type',
    place,
    message:
      data === null
        ? 'The file has no settings in it'
        : `The file must hold \`key: value\` lines, but is ${kind}`,
    reason: 'Nothing can be generated without `app`, `namespace`, `grafana.url` and `runbooks.url`.',
    remedy: 'Write `key: value` lines, with a space after each colon, beginning with `app: my-service`.',
  });
}
