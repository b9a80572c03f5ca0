import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, isSeq } from 'yaml';
import { DiagnosticError } from '../../base/diagnostic.ts';
import { isMapping } from '../../config/document/path.ts';
import { appendKey, appendToBlock } from './edit.ts';
import type { ImageReference } from './image-reference.ts';
import { scalar } from './scalar.ts';
import {
  endOfLine,
  type Kustomization,
  lineEndOf,
  listOf,
  type ParsedMap,
  pairOf,
  readKustomization,
  replace,
  type Span,
  startOfLine,
} from './text.ts';

/**
 * Sets the version of an image under `images` of a user's `kustomization.yaml`. Every other byte stays
 * unchanged.
 *
 * @param file Path of the file, for diagnostics.
 * @throws DiagnosticError `kustomization/syntax` or `kustomization/shape`.
 */
export function setImage(text: string, file: string, image: ImageReference): string {
  const kustomization = readKustomization(text, file);
  const wanted = contentWith(kustomization.content, image);
  if (isDeepStrictEqual(kustomization.content, wanted)) return text;
  const edited = edit(kustomization, image);
  if (isDeepStrictEqual(parsed(edited), wanted)) return edited;
  throw DiagnosticError.of({
    code: 'kustomization/shape',
    place: { file },
    message:
      'its `images` are written in a way that cannot be edited without changing something else in the file',
    reason: 'The edit was tried and checked, and nothing was written',
    remedy: `Write \`images\` as a list, each image in a block of lines: - name: ${image.name}`,
  });
}

/** The desired content of the file. */
function contentWith(
  content: Readonly<Record<string, unknown>>,
  { name, tag, digest }: ImageReference,
): Readonly<Record<string, unknown>> {
  const version = { ...(tag !== undefined && { newTag: tag }), ...(digest !== undefined && { digest }) };
  const images: readonly unknown[] = Array.isArray(content.images) ? content.images : [];
  const isNamed = (image: unknown) => isMapping(image) && image.name === name;
  if (!images.some(isNamed)) return { ...content, images: [...images, { name, ...version }] };
  return {
    ...content,
    images: images.map((image) => {
      if (!isMapping(image) || !isNamed(image)) return image;
      const { newTag: _, digest: __, ...rest } = image;
      return { ...rest, ...version };
    }),
  };
}

function parsed(text: string): unknown {
  try {
    return readKustomization(text, '').content;
  } catch (error) {
    if (error instanceof DiagnosticError) return undefined;
    throw error;
  }
}

/** The edited text, or the text itself if its style is too unusual. */
function edit(kustomization: Kustomization, image: ImageReference): string {
  const { text, nodes } = kustomization;
  const list = nodes && pairOf(nodes, 'images')?.value;
  if (list === undefined) return appendKey(kustomization, 'images', [linesOf(image)]);
  if (!isSeq(list)) return text;
  const entry = list.items.find((item): item is ParsedMap => {
    const name = isMap(item) ? pairOf(item, 'name')?.value : undefined;
    return isScalar(name) && name.value === image.name;
  });
  if (entry !== undefined) return withVersion(text, entry, image);
  return list.flow === true ? text : appendToBlock(text, listOf(list), [linesOf(image)]);
}

/** Edits from the end to the beginning, so that earlier offsets stay valid. */
function withVersion(text: string, entry: ParsedMap, { tag, digest }: ImageReference): string {
  const isFlow = entry.flow === true;
  const name = pairOf(entry, 'name');
  const edits: Edit[] = [];
  const added: string[] = [];
  for (const [key, value] of [
    ['newTag', tag],
    ['digest', digest],
  ] as const) {
    const pair = pairOf(entry, key);
    const node = pair?.value;
    if (value === undefined) {
      if (pair !== undefined && node) {
        const [from, end] = [startOfLine(text, pair.key.range[0]), endOfLine(text, node.range[1])];
        edits.push({ from, to: end + (/^\r?\n/.exec(text.slice(end))?.[0].length ?? 0), text: '' });
      }
    } else if (node)
      edits.push({ from: node.range[0], to: node.range[1], text: written(value, text[node.range[0]]) });
    else added.push(`${key}: ${written(value)}`);
  }
  if (added.length > 0 && name?.value) {
    const end = name.value.range[1];
    const column = name.key.range[0] - startOfLine(text, name.key.range[0]);
    const at = isFlow ? end : endOfLine(text, end);
    const separator = isFlow ? ', ' : lineEndOf(text) + ' '.repeat(column);
    edits.push({ from: at, to: at, text: added.map((each) => separator + each).join('') });
  }
  return edits
    .toSorted((a, b) => b.from - a.from)
    .reduce((edited, each) => replace(edited, each, each.text), text);
}

interface Edit extends Span {
  readonly text: string;
}

function linesOf({ name, tag, digest }: ImageReference): readonly string[] {
  return [
    `name: ${written(name)}`,
    ...(tag === undefined ? [] : [`newTag: ${written(tag)}`]),
    ...(digest === undefined ? [] : [`digest: ${written(digest)}`]),
  ];
}

/** In the existing quotes; otherwise quoted if a parser would take it for a number, a date or a boolean. */
function written(value: string, quote = ''): string {
  return quote === "'" || quote === '"' ? `${quote}${value}${quote}` : scalar(value);
}
