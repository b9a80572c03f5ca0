import type { Diagnostic, Excerpt, Place } from '../base/diagnostic.ts';
import { plural } from '../base/plural.ts';
import type { Paint } from './terminal.ts';

/** A diagnostic for people: where and what, the text with carets under it, why, and what to do. */
export function renderDiagnostic(
  { code, severity, place, message, reason, remedy }: Diagnostic,
  paint: Paint,
): string {
  const head = [
    paint(severity === 'error' ? 'red' : 'yellow', severity),
    paint('bold', code),
    placeText(place),
  ];
  return [
    head.filter(Boolean).join('  '),
    `  ${paint('bold', message)}`,
    ...(place.excerpt ? excerptLines(place.excerpt, paint) : []),
    ...hanging('why', reason, paint),
    ...hanging('fix', remedy, paint),
    '',
  ].join('\n');
}

function placeText({ file, line, column, definition }: Place): string {
  const address = [file, line, line === undefined ? undefined : column]
    .filter((part) => part !== undefined)
    .join(':');
  return [address, definition].filter(Boolean).join('  ');
}

/** Only the lines that the excerpt touches, each with its carets. */
function excerptLines({ text, from, to }: Excerpt, paint: Paint): string[] {
  const lines: string[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    const end = start + line.length;
    const first = Math.max(from, start);
    const last = Math.min(Math.max(to, from + 1), end);
    if (first <= end && (last > first || (first === from && from >= start && from <= end))) {
      const before = line.slice(0, first - start);
      const marked = line.slice(first - start, Math.max(last, first) - start);
      lines.push(`    ${line.replaceAll('\t', ' ')}`);
      lines.push(
        `    ${' '.repeat(columns(before))}${paint('red', '^'.repeat(Math.max(1, columns(marked))))}`,
      );
    }
    start = end + 1;
  }
  return lines;
}

/** Terminal columns of a text: Hangul and other wide characters take two. */
function columns(text: string): number {
  let width = 0;
  for (const character of text)
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u.test(
        character,
      )
        ? 2
        : 1;
  return width;
}

function hanging(label: string, text: string, paint: Paint): string[] {
  return text
    .split('\n')
    .map(
      (line, index) => `  ${index === 0 ? paint('dim', `${label}:`) : ' '.repeat(label.length + 1)} ${line}`,
    );
}

/** `1 error, 2 warnings` */
export function countText(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Diagnostic['severity']) =>
    diagnostics.filter((one) => one.severity === severity).length;
  return [plural(count('error'), 'error'), plural(count('warning'), 'warning')].join(', ');
}
