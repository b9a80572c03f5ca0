import { isDeepStrictEqual } from 'node:util';
import {
  isMap,
  isScalar,
  isSeq,
  type Pair,
  type ParsedNode,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { DiagnosticError } from '../../base/diagnostic.ts';
import { isMapping } from '../../config/document/path.ts';
import type { ImageReference } from './image-reference.ts';
import { scalar } from './scalar.ts';
import { readKustomization } from './text.ts';

/**
 * Sets the version of an image under `images` of a user's `kustomization.yaml`. Every other byte stays
 * unchanged.
 *
 * @param file Path of the file, for diagnostics.
 * @throws DiagnosticError `kustomization/syntax` or `kustomization/shape`.
 */
export function setImage(text: string, file: string, image: ImageReference): string {
  const { content, end } = readKustomization(text, file);
  const wanted = contentWith(content, image);
  if (isDeepStrictEqual(content, wanted)) return text;
  const edited = editorFor(text, end)?.(image);
  if (edited !== undefined && isDeepStrictEqual(parsed(edited), wanted)) return edited;
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

type Editor = (image: ImageReference) => string;
type ParsedMap = YAMLMap.Parsed;

function editorFor(text: string, end: number): Editor | undefined {
  // The first of several documents; the others are empty.
  const contents = parseDocument(text, { keepSourceTokens: true }).contents;
  if (!isMap(contents) || contents.flow === true) return undefined;
  const list = nodeAt(contents, 'images');
  return (image) => {
    if (!isSeq(list) || list.items.length === 0) return withList(text, end, list, image);
    const entry = list.items.find(
      (item): item is ParsedMap => isMap(item) && scalarAt(item, 'name') === image.name,
    );
    if (entry === undefined) return withEntry(text, list, image);
    return withVersion(text, entry, image);
  };
}

function withList(
  text: string,
  end: number,
  list: ParsedNode | null | undefined,
  image: ImageReference,
): string {
  // An existing empty list or value: a second key would be an error.
  if (list !== undefined) return text;
  const lineEnd = lineEndOf(text);
  const before = text.slice(0, end);
  const gap = before === '' || before.endsWith('\n') ? '' : lineEnd;
  const lines = ['images:', ...linesOf(image, '  ')].join(lineEnd);
  return `${before}${gap}${lines}${lineEnd}${text.slice(end)}`;
}

function withEntry(text: string, list: YAMLSeq.Parsed, image: ImageReference): string {
  const [first] = list.items;
  const last = list.items.at(-1);
  if (list.flow === true || first === undefined || last === undefined) return text;
  const dash = text.lastIndexOf('-', first.range[0]);
  const indent = text.slice(text.lastIndexOf('\n', dash) + 1, dash);
  const at = endOfLine(text, last.range[1] - (text[last.range[1] - 1] === '\n' ? 1 : 0));
  const lineEnd = lineEndOf(text);
  return (
    text.slice(0, at) +
    linesOf(image, indent)
      .map((line) => lineEnd + line)
      .join('') +
    text.slice(at)
  );
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
      if (pair !== undefined && node)
        edits.push({ ...lineOf(text, pair.key.range[0], node.range[1]), text: '' });
    } else if (node)
      edits.push({ from: node.range[0], to: node.range[1], text: written(value, text[node.range[0]]) });
    else added.push(`${key}: ${written(value)}`);
  }
  if (added.length > 0 && name?.value) {
    const end = name.value.range[1];
    const column = name.key.range[0] - (text.lastIndexOf('\n', name.key.range[0]) + 1);
    const at = isFlow ? end : endOfLine(text, end);
    const separator = isFlow ? ', ' : lineEndOf(text) + ' '.repeat(column);
    edits.push({ from: at, to: at, text: added.map((each) => separator + each).join('') });
  }
  return edits
    .toSorted((a, b) => b.from - a.from)
    .reduce((edited, { from, to, text: put }) => edited.slice(0, from) + put + edited.slice(to), text);
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

function linesOf({ name, tag, digest }: ImageReference, indent: string): readonly string[] {
  return [
    `${indent}- name: ${written(name)}`,
    ...(tag === undefined ? [] : [`${indent}  newTag: ${written(tag)}`]),
    ...(digest === undefined ? [] : [`${indent}  digest: ${written(digest)}`]),
  ];
}

/** In the existing quotes; otherwise quoted if a parser would take it for a number, a date or a boolean. */
function written(value: string, quote = ''): string {
  return quote === "'" || quote === '"' ? `${quote}${value}${quote}` : scalar(value);
}

function lineOf(text: string, from: number, to: number) {
  const end = endOfLine(text, to);
  const lineEnd = text.startsWith('\r\n', end) ? 2 : 1;
  return { from: text.lastIndexOf('\n', from) + 1, to: Math.min(text.length, end + lineEnd) };
}

function endOfLine(text: string, from: number): number {
  const found = /\r?\n|$/.exec(text.slice(from));
  return from + (found?.index ?? 0);
}

function lineEndOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

function pairOf(map: ParsedMap, key: string): Pair<ParsedNode, ParsedNode | null> | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

function nodeAt(map: ParsedMap, key: string): ParsedNode | null | undefined {
  return pairOf(map, key)?.value;
}

function scalarAt(map: ParsedMap, key: string): unknown {
  const value = nodeAt(map, key);
  return isScalar(value) ? value.value : undefined;
}
