import { formatDuration } from '../base/duration.ts';
import { plural } from '../base/plural.ts';
import type { Backtest, Firing, Period } from './backtest.ts';
import type { Change, Detail } from './change.ts';

/** Maximum details per part; the rest is counted. JSON has them all. */
const MOST_DETAILS = 12;
/** Maximum length of a value; longer ones are cut and marked. */
const LONGEST_VALUE = 160;

const SIGNS = { added: '+', removed: '-', changed: '~', renamed: '~' } as const;
const COLORS = { added: 'green', removed: 'red', changed: 'yellow', renamed: 'yellow' } as const;

export type Style = 'bold' | 'dim' | (typeof COLORS)[keyof typeof COLORS];

/** For a terminal: a line per part, and one below it per detail. */
export function changesAsText(
  changes: readonly Change[],
  paint: (style: Style, text: string) => string,
): string {
  const lines = sections(changes).flatMap(([section, parts]) => [
    paint('bold', section),
    ...parts.flatMap(({ action, part, name, details }) => [
      `  ${paint(COLORS[action], `${SIGNS[action]} ${part} ${name}`)}`,
      ...shown(details, action).map((line) => `      ${line}`),
    ]),
    '',
  ]);
  return lines.map((line) => `${line}\n`).join('');
}

/** For a pull request: a list under a heading per section. */
export function changesAsMarkdown(changes: readonly Change[], title: string): string {
  const lines = sections(changes).flatMap(([section, parts]) => [
    `### ${escapeMarkdown(section)}`,
    '',
    ...parts.flatMap(({ action, part, name, details }) => [
      `- **${action}** ${part} ${code(name)}`,
      ...details.slice(0, MOST_DETAILS).map((detail) => `  - ${detailAsMarkdown(detail, action)}`),
      ...more(details).map((line) => `  - ${line}`),
    ]),
    '',
  ]);
  return [`## ${escapeMarkdown(title)}`, '', ...(lines.length === 0 ? ['Nothing changes.', ''] : lines)].join(
    '\n',
  );
}

/** For a terminal: how often each alert would have fired, before and after. */
export function backtestAsText(
  results: readonly Backtest[],
  period: Period,
  paint: (style: Style, text: string) => string,
): string {
  const lines = results.flatMap(({ alert, before, after }) => [
    `  ${alert}`,
    `      before: ${firingAsText(before, 'no such alert')}`,
    `      after:  ${firingAsText(after, 'no such alert')}`,
  ]);
  return [paint('bold', backtestTitle(period)), ...lines, ''].map((line) => `${line}\n`).join('');
}

/** For a pull request: a table. */
export function backtestAsMarkdown(results: readonly Backtest[], period: Period): string {
  const rows = results.map(
    ({ alert, before, after }) =>
      `| ${code(alert)} | ${firingAsText(before, '')} | ${firingAsText(after, '')} |`,
  );
  return [
    `### ${backtestTitle(period)}`,
    '',
    '| Alert | Before | After |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ]
    .map((line) => `${line}\n`)
    .join('');
}

const minute = (milliseconds: number) =>
  `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

function backtestTitle({ from, to }: Period): string {
  return `Would have fired from ${minute(from)} to ${minute(to)}`;
}

function firingAsText(firing: Firing | undefined, absent: string): string {
  if (firing === undefined) return absent;
  if (firing.unknown !== undefined) return `unknown: ${firing.unknown}`;
  const all = firing.series.flatMap(({ episodes }) => episodes).sort((a, b) => a.from - b.from);
  const [first] = all;
  if (first === undefined) return 'never';
  const total = all.reduce((sum, { from, to }) => sum + to - from, 0);
  const series = firing.series.length === 1 ? '' : `in ${firing.series.length} series, `;
  return `${plural(all.length, 'time')}, ${series}${formatDuration(total)} in all, first ${minute(first.from)}`;
}

function sections(changes: readonly Change[]): readonly (readonly [string, readonly Change[]])[] {
  const names = [...new Set(changes.map(({ section }) => section))];
  return names.map((name) => [name, changes.filter(({ section }) => section === name)]);
}

function shown(details: readonly Detail[], action: Change['action']): readonly string[] {
  return [...details.slice(0, MOST_DETAILS).map((detail) => detailAsText(detail, action)), ...more(details)];
}

function more(details: readonly Detail[]): readonly string[] {
  const rest = details.length - MOST_DETAILS;
  return rest > 0 ? [`… and ${rest} more`] : [];
}

function detailAsText({ what, before, after }: Detail, action: Change['action']): string {
  return `${what}: ${valuesOf(action, before && cut(before), after && cut(after))}`;
}

function detailAsMarkdown({ what, before, after }: Detail, action: Change['action']): string {
  return `${escapeMarkdown(what)}: ${valuesOf(action, before && code(cut(before)), after && code(cut(after)))}`;
}

/** A part that is new or removed has only one value. */
function valuesOf(action: Change['action'], before: string | undefined, after: string | undefined): string {
  if (action === 'changed' || (before !== undefined && after !== undefined)) {
    return `${before ?? 'none'} → ${after ?? 'none'}`;
  }
  return after ?? before ?? '';
}

function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= LONGEST_VALUE ? line : `${line.slice(0, LONGEST_VALUE - 1)}…`;
}

/** A code span for any text, including one with backticks. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = /^`|`$/.test(text) ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}

function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|~@]/g, '\\$&');
}
