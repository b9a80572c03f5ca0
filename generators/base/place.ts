import { dirname, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Place } from './diagnostic.ts';

/**
 * Where a definition was written. Taking a stack trace is cheap, formatting it is not, so it is formatted
 * only when a diagnostic names the place.
 */
export interface CallSite {
  readonly error: Error;
  /** Frames between the user's file and the constructor of the definition, except those of a mixin. */
  readonly depth: number;
}

export interface SourceLocation {
  readonly file: string;
  readonly line: number;
}

/** Call this in the function whose caller matters. */
export function callSite(): CallSite {
  return { error: new Error(), depth: 2 };
}

/** The file (relative to `root`) and line of a call site, or undefined if the engine does not tell. */
export function locate({ error, depth }: CallSite, root: string): SourceLocation | undefined {
  const frames = framesOf(error).slice(depth);
  const frame = frames.find(isOfTheUser) ?? frames[0];
  return frame && relativeTo(root, frame);
}

/** Where an error was thrown: the first frame outside the library, if there is one. */
export function locateError(error: Error, root: string): SourceLocation | undefined {
  const frame = framesOf(error).find(isOfTheUser);
  return frame && relativeTo(root, frame);
}

/** This package's folder, for the sources as well as for the build, because both have this file in a folder. */
const LIBRARY = dirname(dirname(fileURLToPath(import.meta.url))) + sep;

function isOfTheUser(frame: SourceLocation | undefined): boolean {
  return (
    frame !== undefined && !frame.file.startsWith(LIBRARY) && !frame.file.includes(`${sep}node_modules${sep}`)
  );
}

function relativeTo(root: string, { file, line }: SourceLocation): SourceLocation {
  return { file: relative(root, file), line };
}

/** Undefined for a frame of the engine. */
function framesOf({ stack = '' }: Error): readonly (SourceLocation | undefined)[] {
  // A message may have several lines; frames begin with "at".
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => {
      const match = /(?:\(|^at (?:async )?)((?:file:\/\/)?\/[^()]+?):(\d+):\d+\)?$/.exec(line.trim());
      const [, address = '', number = ''] = match ?? [];
      if (match === null) return undefined;
      return {
        file: address.startsWith('file://') ? fileURLToPath(address) : address,
        line: Number(number),
      };
    });
}

/** A definition's name for people, and where it is. */
export interface Definition {
  readonly name: string;
  readonly site?: CallSite;
}
/**
 * The place of a definition, or of a range of its text. Formats a stack trace, so use it only for
 * diagnostics.
 */
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
