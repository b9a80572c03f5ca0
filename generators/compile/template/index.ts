import { DiagnosticError } from '../../base/diagnostic.ts';
import { memoize } from '../../base/memoize.ts';
import { nearest } from '../../base/nearest.ts';
import { NUMBER_FUNCTIONS, SUPPORTED_FUNCTIONS, UNSUPPORTED_FUNCTIONS } from './functions.ts';
import {
  ActionError,
  parseAction,
  type TemplateError,
  type TemplateNode,
  type TemplateSpan,
} from './parser.ts';
import { explainFormat, print, sprintf, type TemplateValue, type ValueKind } from './printf.ts';
import { explainReplacement, reReplaceAll } from './re-replace.ts';

export type { TemplateError } from './parser.ts';

/** A label that a template prints. */
export interface LabelUse extends TemplateSpan {
  readonly name: string;
}

/** What a label or annotation of an alert uses. */
export interface ParsedTemplate {
  /** Labels of the alert's query, without those of the rule itself, which templates cannot see. */
  readonly labels: readonly LabelUse[];
  readonly usesValue: boolean;
  readonly errors: readonly TemplateError[];
}

/** The result of an alert's query. */
export interface TemplateData {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

type Part = { readonly type: 'plain'; readonly text: string } | TemplateNode;

const ACTION = /\{\{(-\s)?(\/\*[\s\S]*?\*\/|(?:"(?:\\.|[^"\\])*"|`[^`]*`|(?!\}\})[\s\S])*?)(\s-)?\}\}/g;

/** Parses a text with Go template actions as Prometheus does, without control structures such as `if`. */
export const parseTemplate = memoize(500, readTemplate);

/** Memoized, because every scenario and several checks read the same texts. */
const partsOf = memoize(500, readParts);

function readTemplate(text: string): ParsedTemplate {
  const { parts, errors } = partsOf(text);
  const nodes = parts.flatMap((part) => (part.type === 'plain' ? [] : withArguments(part)));
  return {
    labels: nodes.filter((node) => node.type === 'label').map(({ name, from, to }) => ({ name, from, to })),
    usesValue: nodes.some((node) => node.type === 'value'),
    errors: [...errors, ...nodes.flatMap(callErrors)],
  };
}

/**
 * The text as Prometheus renders it for these labels and this value, digit for digit. Missing labels and
 * external labels are empty.
 *
 * @throws DiagnosticError `alert/template` if the text is not a valid template
 */
export function renderTemplate(text: string, data: TemplateData): string {
  const [error] = parseTemplate(text).errors;
  if (error !== undefined) {
    throw DiagnosticError.of({
      code: 'alert/template',
      place: { excerpt: { text, from: error.from, to: error.to } },
      message: error.message,
      reason: 'Prometheus would put an error message into the notification instead of the text',
      remedy: 'Use actions such as {{ $labels.pod }} and {{ $value | humanize }}',
    });
  }
  return partsOf(text)
    .parts.map((part) => (part.type === 'plain' ? part.text : print(evaluate(part, data))))
    .join('');
}

function readParts(text: string): {
  readonly parts: readonly Part[];
  readonly errors: readonly TemplateError[];
} {
  const parts: Part[] = [];
  const errors: TemplateError[] = [];
  let at = 0;
  let isTrimming = false;
  const plain = (until: number, trimsEnd: boolean) => {
    let piece = text.slice(at, until);
    if (isTrimming) piece = piece.trimStart();
    if (trimsEnd) piece = piece.trimEnd();
    const open = piece.indexOf('{{');
    if (open !== -1) {
      const from = text.indexOf('{{', at);
      errors.push({ message: '"{{" has no "}}"', from, to: from + 2 });
    }
    parts.push({ type: 'plain', text: piece });
  };
  for (const match of text.matchAll(ACTION)) {
    const [whole, trimsBefore, action = '', trimsAfter] = match;
    plain(match.index, trimsBefore !== undefined);
    at = match.index + whole.length;
    isTrimming = trimsAfter !== undefined;
    if (action.startsWith('/*')) continue;
    const from = match.index + 2 + (trimsBefore?.length ?? 0);
    try {
      parts.push(parseAction(text, from, from + action.length));
    } catch (error) {
      if (!(error instanceof ActionError)) throw error;
      errors.push(error.error);
    }
  }
  plain(text.length, false);
  return { parts, errors };
}

function withArguments(node: TemplateNode): readonly TemplateNode[] {
  return node.type === 'call' ? [node, ...node.arguments.flatMap(withArguments)] : [node];
}

function callErrors(node: TemplateNode): readonly TemplateError[] {
  if (node.type !== 'call') return [];
  const message = explainCall(node.name, node.arguments);
  return message === undefined ? [] : [{ message, from: node.from, to: node.to }];
}

function explainCall(name: string, given: readonly TemplateNode[]): string | undefined {
  if (name === 'printf') {
    const [format, ...values] = given;
    if (format?.type !== 'text') return 'printf needs a format in quotes first: printf "%.1f" $value';
    return explainFormat(format.text, values.map(kindOf));
  }
  if (name === 'reReplaceAll') {
    const [pattern, replacement, text] = given;
    const isCall = given.length === 3 && replacement?.type === 'text' && text && kindOf(text) === 'text';
    return pattern?.type === 'text' && isCall
      ? explainReplacement(pattern.text)
      : 'reReplaceAll needs a pattern and a replacement in quotes, then a text: reReplaceAll "a" "b" $labels.pod';
  }
  if (NUMBER_FUNCTIONS[name] !== undefined) {
    return given.length === 1 ? undefined : `${name} takes one value, not ${given.length}`;
  }
  const choice = SUPPORTED_FUNCTIONS.join(', ');
  if (UNSUPPORTED_FUNCTIONS.has(name))
    return `"${name}" is not supported in alert texts; there are ${choice}`;
  const near = nearest(name, SUPPORTED_FUNCTIONS);
  return `there is no function "${name}"; ${near === undefined ? `there are ${choice}` : `did you mean ${near}?`}`;
}

function kindOf(node: TemplateNode): ValueKind {
  if (node.type === 'value') return 'float';
  if (node.type === 'number') return typeof node.value === 'bigint' ? 'integer' : 'float';
  return 'text';
}

function evaluate(node: TemplateNode, data: TemplateData): TemplateValue {
  switch (node.type) {
    case 'label':
      return Object.hasOwn(data.labels, node.name) ? (data.labels[node.name] ?? '') : '';
    case 'external label':
      return '';
    case 'value':
      return data.value;
    case 'text':
      return node.text;
    case 'number':
      return node.value;
    case 'call': {
      const values = node.arguments.map((argument) => evaluate(argument, data));
      const ofNumber = NUMBER_FUNCTIONS[node.name];
      if (ofNumber !== undefined) return ofNumber(Number(values[0]));
      const [format = '', ...rest] = values;
      if (node.name === 'reReplaceAll') return reReplaceAll(String(format), String(rest[0]), String(rest[1]));
      return sprintf(String(format), rest);
    }
  }
}
