import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, isSeq } from 'yaml';
import { scalar } from '../../base/scalar.ts';
import { isMapping, without } from '../../config/document/path.ts';
import { endOfLine, type Span, startOfLine } from '../../config/document/source.ts';
import { appendItems, lineEndOf, replace, verified } from './edit.ts';
import type { ImageReference } from './image-reference.ts';
import { type Kustomization, type ParsedMap, pairOf, readKustomization } from './text.ts';

/**
 * Sets the version of an image under `images` of a user's `kustomization.yaml`. Every other byte stays
 * unchanged.
 *
 * @param file Path of the file, for diagnostics.
 * @throws DiagnosticError `kustomization/syntax` or `kustomization/shape`.
 */
export function setImage(text: string, file: string, image: ImageReference): string {
  const kustomization = readKustomization(text, file);
  const { images } = kustomization.content;
  const before: readonly unknown[] = Array.isArray(images) ? images : [];
  const wanted = imagesWith(before, image);
  if (isDeepStrictEqual(before, wanted)) return text;
  const remedy = `Write \`images\` as a list, each image in a block of lines: - name: ${image.name}`;
  return verified(kustomization, edit(kustomization, image), 'images', wanted, remedy);
}

function imagesWith(images: readonly unknown[], { name, tag, digest }: ImageReference): readonly unknown[] {
  const version = { ...(tag !== undefined && { newTag: tag }), ...(digest !== undefined && { digest }) };
  const isNamed = (image: unknown) => isMapping(image) && image.name === name;
  if (!images.some(isNamed)) return [...images, { name, ...version }];
  return images.map((image) =>
    isNamed(image) ? { ...without(image, ['newTag', 'digest']), ...version } : image,
  );
}

/** The edited text, or the text itself if its style is too unusual. */
function edit(kustomization: Kustomization, image: ImageReference): string {
  const { text, nodes } = kustomization;
  const list = nodes && pairOf(nodes, 'images')?.value;
  const entry = isSeq(list) && list.items.find((item) => isMap(item) && isNamed(item, image.name));
  return isMap(entry)
    ? withVersion(text, entry, image)
    : appendItems(kustomization, 'images', [linesOf(image)]);
}

function isNamed(image: ParsedMap, wanted: string): boolean {
  const name = pairOf(image, 'name')?.value;
  return isScalar(name) && name.value === wanted;
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
