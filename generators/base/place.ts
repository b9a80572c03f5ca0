import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Place } from './diagnostic.ts';

/**
 * Where a definition was written. Taking the stack is cheap, reading it is not: it is only formatted, and mapped
 * back to TypeScript, when a diagnostic names the place.
 */
export interface CallSite {
  readonly error: Error;
  /** Frames between the user's file and the constructor of the definition. */
  readonly depth: number;
}

export interface SourceLocation {
  readonly file: string;
  readonly line: number;
}

/** To be called by the function whose caller is of interest. */
export function callSite(): CallSite {
  return { error: new Error(), depth: 2 };
}

/**
 * The file (relative to `root`) and line of a call site, or undefined where the engine tells none. For what a mixin
 * defines it is the file that uses the mixin: there it can be changed.
 */
export function locate(site: CallSite, root: string): SourceLocation | undefined {
  return firstOfProject(framesOf(site.error).slice(site.depth), root);
}

/** Where an error was thrown. */
export function locateError(error: Error, root: string): SourceLocation | undefined {
  return firstOfProject(framesOf(error), root);
}

function framesOf({ stack = '' }: Error): readonly string[] {
  // A message may have several lines; frames begin with "at". Those of Node itself tell nothing.
  return stack.split('\n').filter((line) => /^\s+at (?!.*\bnode:)/.test(line));
}

/** The first frame that is not of the library, or else the first. */
function firstOfProject(frames: readonly string[], root: string): SourceLocation | undefined {
  const places = frames.map((frame) => locationOf(frame, root)).filter((place) => place !== undefined);
  return places.find(({ file }) => !/(^|\/)(generators|node_modules)\//.test(file)) ?? places[0];
}

function locationOf(frame: string, root: string): SourceLocation | undefined {
  const match = /\(?((?:file:\/\/)?\/[^()]+?):(\d+):(\d+)\)?$/.exec(frame.trim());
  if (match === null) return undefined;
  const [, address = '', line = '', column = ''] = match;
  const file = address.startsWith('file://') ? fileURLToPath(address) : address;
  const original = throughSourceMap(file, Number(line), Number(column)) ?? { file, line: Number(line) };
  return { file: relative(root, original.file), line: original.line };
}

/** Reading one takes a tenth of a second, and a fleet may have thousands of findings. */
const sourceMaps = new Map<string, SourceMap | undefined>();

/** The CLI runs as one bundle with a source map beside it. */
function throughSourceMap(file: string, line: number, column: number): SourceLocation | undefined {
  const map = sourceMaps.has(file) ? sourceMaps.get(file) : readSourceMap(file);
  sourceMaps.set(file, map);
  if (map === undefined) return undefined;
  const entry = map.findEntry(line - 1, column - 1);
  return 'originalSource' in entry
    ? { file: resolve(dirname(file), entry.originalSource), line: entry.originalLine + 1 }
    : undefined;
}

function readSourceMap(file: string): SourceMap | undefined {
  return existsSync(`${file}.map`)
    ? new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')))
    : undefined;
}

/** Something that somebody wrote: its name for people, and where it stands. */
export interface Definition {
  readonly name: string;
  readonly site?: CallSite;
}

/** The place of a definition, or of a stretch of a text in it. Formats a stack trace, so only for what is reported. */
export function placeOf(
  definition: Definition,
  text?: string,
  span: { readonly from: number; readonly to: number } = { from: 0, to: text?.length ?? 0 },
): Place {
  const location = definition.site === undefined ? undefined : locate(definition.site, process.cwd());
  return {
    ...location,
    definition: definition.name,
    ...(text === undefined ? {} : { excerpt: { text, from: span.from, to: span.to } }),
  };
}
