import { DiagnosticError } from '../../base/diagnostic.ts';
import { FORMATS } from '../../config/schema/formats.ts';

/** An image and its version. */
export interface ImageReference {
  /** With the registry. */
  readonly name: string;
  readonly tag?: string;
  /** `sha256:…` */
  readonly digest?: string;
}

/** @throws DiagnosticError `image/reference` without tag and digest, or with the tag `latest`. */
export function parseImageReference(text: string): ImageReference {
  const problem = FORMATS['image-reference'].problem(text);
  if (problem !== undefined) {
    throw DiagnosticError.of({
      code: 'image/reference',
      place: {},
      message: `"${text}" must be ${FORMATS['image-reference'].expected}; it ${problem.detail}`,
      reason: FORMATS['image-reference'].reason,
      remedy: 'Write name:tag, name@sha256:… or name:tag@sha256:…',
    });
  }
  const [named = '', digest] = text.split('@');
  // The colon of a port is followed by a slash.
  const [, name = '', tag] = /^(.+?)(?::([^:/]+))?$/.exec(named) ?? [];
  return { name, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}
