/** One question to the servers, and its result. */
export interface Row {
  /** `targets`, `panels`, ... */
  readonly section: string;
  readonly name: string;
  readonly isOk: boolean;
  /** In a few words: `data (3 series)`, `fired after 4 s`. */
  readonly result: string;
}

export interface Report {
  /** What was run and how, one line each. */
  readonly stated: readonly string[];
  readonly rows: readonly Row[];
  readonly seconds: number;
}

/** Rows with a problem. */
export function findingsOf({ rows }: Report): readonly Row[] {
  return rows.filter(({ isOk }) => !isOk);
}

export function reportJson(report: Report): string {
  return `${JSON.stringify({ ok: findingsOf(report).length === 0, ...report }, null, 2)}\n`;
}

/** A table for a terminal. */
export function reportText(report: Report): string {
  const widest = Math.max(0, ...report.rows.map(({ name }) => name.length));
  const lines = sectionsOf(report).flatMap(([section, rows]) => [
    '',
    `${section}: ${tally(rows)}`,
    ...rows.map(({ name, isOk, result }) => `  ${isOk ? 'ok  ' : 'FAIL'}  ${name.padEnd(widest)}  ${result}`),
  ]);
  return `${[...report.stated, ...lines, '', summary(report)].join('\n')}\n`;
}

/** For a pull request or a wiki. */
export function reportMarkdown(report: Report): string {
  const sections = sectionsOf(report).flatMap(([section, rows]) => [
    '',
    `## ${section}: ${tally(rows)}`,
    '',
    '| | | |',
    '| --- | --- | --- |',
    ...rows.map(
      ({ name, isOk, result }) => `| ${isOk ? 'ok' : '**FAIL**'} | ${cell(name)} | ${cell(result)} |`,
    ),
  ]);
  const stated = report.stated.map((line) => `- ${line}`);
  return `${['# Verification', '', summary(report), '', ...stated, ...sections].join('\n')}\n`;
}

function sectionsOf({ rows }: Report): readonly (readonly [string, readonly Row[]])[] {
  const sections = [...new Set(rows.map(({ section }) => section))];
  return sections.map((section) => [section, rows.filter((row) => row.section === section)]);
}

function tally(rows: readonly Row[]): string {
  return `${rows.filter(({ isOk }) => isOk).length} of ${rows.length} ok`;
}

function summary(report: Report): string {
  const count = findingsOf(report).length;
  const found = count === 0 ? 'no findings' : `${count} ${count === 1 ? 'finding' : 'findings'}`;
  return `${report.rows.length} ${report.rows.length === 1 ? 'question' : 'questions'} in ${Math.round(report.seconds)} s: ${found}`;
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
