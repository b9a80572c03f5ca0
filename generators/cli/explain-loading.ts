import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { type Diagnostic, DiagnosticError, type Place } from '../base/diagnostic.ts';
import { nearest } from '../base/nearest.ts';
import { locateError } from '../base/place.ts';
import manifest from '../package.json' with { type: 'json' };

const REASON = 'Without the definitions nothing can be generated';

/**
 * Explains why definitions failed to load, by the user's own file and line. Node and jiti report the same
 * mistake differently; both are parsed here.
 */
export function explainLoading(error: unknown, file: string): DiagnosticError {
  if (error instanceof DiagnosticError) return placed(error, file);
  const cause = error instanceof Error ? error : { name: 'Error', message: String(error) };
  const diagnostic =
    ofSyntax(cause) ?? ofMissingModule(cause) ?? ofMissingExport(cause) ?? ofThrow(cause, file);
  return new DiagnosticError([{ severity: 'error', reason: REASON, ...diagnostic }], { cause });
}

/** Node has nothing left to do, and the definitions are not loaded. */
export function explainUnsettled(file: string): DiagnosticError {
  return DiagnosticError.of({
    code: 'definitions/error',
    place: { file: shown(file) },
    message: 'an "await" at the top of a definition never ends',
    reason: REASON,
    remedy: 'Do not await a promise that never settles; definitions need neither network nor time.',
  });
}

type Explanation = Omit<Diagnostic, 'severity' | 'reason'>;

/** Adds a place to an error of the library's constructors, which have none before compilation. */
function placed(error: DiagnosticError, file: string): DiagnosticError {
  const place = locateError(error, process.cwd()) ?? { file: shown(file) };
  const diagnostics = error.diagnostics.map((one) =>
    one.place.file === undefined ? { ...one, place: { ...place, ...one.place } } : one,
  );
  return new DiagnosticError(diagnostics, { cause: error });
}

function ofSyntax({ name, message, stack = '' }: Error): Explanation | undefined {
  const code = 'definitions/syntax';
  const remedy = 'Fix the syntax at this place.';
  // jiti: "ParseError: <what> \n <file>:<line>:<column from 0>"
  const parse = /^ParseError: (.*?)\s*\n\s*(\/.*):(\d+):(\d+)$/s.exec(message);
  if (parse !== null) {
    const [, what = '', file = '', line, column] = parse;
    return {
      code,
      place: pointTo(file, Number(line), Number(column) + 1),
      message: withoutPeriod(what),
      remedy,
    };
  }
  if (name !== 'SyntaxError') return undefined;
  const json = /^(\/.*?\.json): (.*)$/s.exec(message);
  if (json !== null) return { code, place: { file: shown(json[1] ?? '') }, message: json[2] ?? '', remedy };
  // Node: the stack begins with the place, the line and carets below it.
  const at = positionOf(stack);
  if (at === undefined || isMissingExport(message)) return undefined;
  const isUnsupported = message.includes('not supported in strip-only mode');
  return {
    code,
    place: pointTo(at.file, at.line, at.column),
    message: withoutPeriod(message),
    remedy: isUnsupported
      ? 'Node only takes types away: write a union or an object for an enum, and plain fields for parameter properties.'
      : remedy,
  };
}

function ofMissingModule(error: Error): Explanation | undefined {
  const code = 'code' in error ? String(error.code) : '';
  if (!['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND', 'ERR_PACKAGE_PATH_NOT_EXPORTED'].includes(code))
    return undefined;
  const [, wanted = ''] = /(?:module|package|subpath) '([^']+)'/.exec(error.message) ?? [];
  const [, importer = ''] = /(?:imported from |Require stack:\n- )([^\n]+)/.exec(error.message) ?? [];
  const file = importer.startsWith('file://') ? fileURLToPath(importer) : importer;
  if (!existsSync(file)) return undefined;
  const found = importsOf(file).find(
    ({ specifier }) =>
      specifier === wanted ||
      resolve(dirname(file), specifier) === wanted ||
      specifier.startsWith(`${wanted}/`),
  );
  const specifier = found?.specifier ?? wanted;
  return {
    code: 'definitions/import',
    place: { file: shown(file), ...(found === undefined ? {} : { line: found.line }) },
    message:
      code === 'ERR_PACKAGE_PATH_NOT_EXPORTED' ? error.message : `cannot find ${JSON.stringify(specifier)}`,
    remedy: specifier.startsWith('.') ? remedyOfFile(file, specifier) : remedyOfPackage(specifier),
  };
}

function remedyOfFile(importer: string, specifier: string): string {
  const path = resolve(dirname(importer), specifier);
  const directory = dirname(path);
  const candidates = existsSync(`${path}.ts`)
    ? [`${basename(path)}.ts`]
    : existsSync(`${path}/index.ts`)
      ? [`${basename(path)}/index.ts`]
      : existsSync(directory)
        ? readdirSync(directory)
        : [];
  const meant = nearest(basename(path), candidates) ?? (candidates.length === 1 ? candidates[0] : undefined);
  if (meant === undefined)
    return 'Write the file, or correct its name; Node takes it as it is written, with ".ts".';
  const prefix = specifier.slice(0, specifier.lastIndexOf('/') + 1);
  return `Write ${JSON.stringify(`${prefix}${meant}`)}: Node takes the name of a file as it is written.`;
}

function remedyOfPackage(specifier: string): string {
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  // It is not published: npm would look for a package of somebody else.
  if (name === manifest.name) return 'Install it with the commands that "oac init" prints.';
  return `Run "npm install ${name}", or fix the name.`;
}

const isMissingExport = (message: string) => message.includes('does not provide an export named');

function ofMissingExport({ message, stack = '' }: Error): Explanation | undefined {
  if (!isMissingExport(message)) return undefined;
  const [, specifier = '', name = ''] =
    /requested module '([^']+)' does not provide an export named '([^']+)'/.exec(message) ?? [];
  const at = positionOf(stack);
  return {
    code: 'definitions/import',
    place: at === undefined ? {} : pointTo(at.file, at.line, at.column),
    message: `${JSON.stringify(specifier)} exports no "${name}"`,
    remedy: 'Export it there, or correct the name; "npx tsc --noEmit" lists all of them.',
  };
}

function ofThrow(cause: Error, file: string): Explanation {
  const message = withoutJiti(cause.message);
  return {
    code: 'definitions/error',
    place: locateError(cause, process.cwd()) ?? { file: shown(file) },
    message: `a definition threw ${cause.name}: ${message}`,
    remedy:
      message !== cause.message || message.startsWith('Cannot access ')
        ? 'What is imported here does not exist yet: its file does not export it, or the two files import each other. ' +
          'Move what both need into a third one.'
        : 'Fix the definition at this place.',
  };
}

/** jiti turns imports into properties: `(0, _shop.orders)` is `orders`. */
function withoutJiti(message: string): string {
  return message.replace(/\(0\s?, _\w+\.([\w$]+)\)|\b_\w+\.([\w$]+)/g, (_, called, read) => called ?? read);
}

interface Position {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

/** The position in an error that Node shows with the line and carets. */
function positionOf(stack: string): Position | undefined {
  const [head = '', ...lines] = stack.split('\n');
  const [, address, line] = /^((?:file:\/\/)?\/.*):(\d+)$/.exec(head) ?? [];
  if (address === undefined) return undefined;
  const carets = lines.slice(0, 3).find((text) => /^\s*\^+\s*$/.test(text));
  return {
    file: address.startsWith('file://') ? fileURLToPath(address) : address,
    line: Number(line),
    ...(carets === undefined ? {} : { column: carets.indexOf('^') + 1 }),
  };
}

function pointTo(file: string, line: number, column: number | undefined): Place {
  const place = { file: shown(file), line };
  if (column === undefined || !existsSync(file)) return place;
  const text = readFileSync(file, 'utf8').split('\n')[line - 1] ?? '';
  return { ...place, column, excerpt: { text, from: column - 1, to: column } };
}

interface Import {
  readonly specifier: string;
  readonly line: number;
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*(['"])([^'"\n]+)\1/g)].map((match) => ({
    specifier: match[2] ?? '',
    line: text.slice(0, match.index + match[0].length).split('\n').length,
  }));
}

const shown = (file: string) => relative(process.cwd(), file);

const withoutPeriod = (text: string) => text.replace(/\.$/, '');
