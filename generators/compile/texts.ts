import { type Diagnostic, DiagnosticError } from '../base/diagnostic.ts';
import { type CallSite, placeOf } from '../base/place.ts';
import type { ServiceConfig } from '../config/config.ts';
import type { Column, Dashboard, Panel } from '../define/dashboard.ts';
import type { Project } from '../define/project.ts';
import type { Alert, RuleGroup } from '../define/rules.ts';
import { findText, type Text } from '../define/text.ts';

/** The languages that every text must have: the project's, or else the generated one. */
export function languagesOf(
  { languages = [] }: Pick<Project, 'languages'>,
  { language }: Pick<ServiceConfig, 'language'>,
): readonly string[] {
  return languages.length > 0 ? languages : [language];
}

/** A text and where it was written. */
interface WrittenText {
  readonly text: Text | undefined;
  /** As in the code: `description.bad`. */
  readonly field: string;
  readonly definition: string;
  readonly site?: CallSite;
}

/** @throws DiagnosticError `definitions/text` with every text that lacks a language of the project */
export function requireTexts(
  project: Pick<Project, 'languages'>,
  config: ServiceConfig,
  dashboard: Dashboard,
  groups: readonly RuleGroup[],
): void {
  const languages = languagesOf(project, config);
  const texts = [
    ...textsOfDashboard(dashboard),
    ...groups.flatMap(({ rules }) => rules.flatMap(textsOfRule)),
  ];
  const missing = texts.flatMap((text): Diagnostic[] => {
    const absent = languages.filter((language) => typeof findText(text.text, language) !== 'string');
    return absent.length === 0 ? [] : [describe(text, absent)];
  });
  if (missing.length > 0) throw new DiagnosticError(missing);
}

function textsOfDashboard({ key, description, rows }: Dashboard): readonly WrittenText[] {
  return [
    { text: description, field: 'description', definition: `dashboard ${key}` },
    ...rows.flatMap(({ panels }) => panels.flatMap(textsOfPanel)),
  ];
}

function textsOfPanel(panel: Panel): readonly WrittenText[] {
  const { key, site, description, noValue, mappings = [], columns = [], plots } = panel;
  const signal = plots.find((plot) => plot.signal.meaning === description.shows)?.signal;
  const written = {
    ...(signal === undefined
      ? { 'description.shows': description.shows }
      : { [`meaning of signal ${signal.key}`]: signal.meaning }),
    'description.bad': description.bad,
    'description.next': description.next,
    ...(noValue === undefined ? {} : { noValue }),
    ...Object.fromEntries(mappings.map(({ value, text }) => [`mappings, text of ${value}`, text])),
    ...Object.fromEntries(columns.flatMap(textsOfColumn)),
  };
  return Object.entries(written).map(([field, text]) => ({ text, field, definition: `panel ${key}`, site }));
}

function textsOfColumn({ of, noValue, mappings = [], link }: Column): readonly (readonly [string, Text])[] {
  return [
    ...(noValue === undefined ? [] : [[`columns, noValue of ${of}`, noValue] as const]),
    ...mappings.map(({ value, text }) => [`columns, text of ${value} in ${of}`, text] as const),
    ...(link === undefined ? [] : [[`columns, link of ${of}`, link.title] as const]),
  ];
}

function textsOfRule(rule: RuleGroup['rules'][number]): readonly WrittenText[] {
  return rule.kind === 'alert' ? textsOfAlert(rule) : [];
}

function textsOfAlert({ name, site, summary, description }: Alert): readonly WrittenText[] {
  const definition = `alert ${name}`;
  return [
    { text: summary, field: 'summary', definition, site },
    { text: description, field: 'description', definition, site },
  ];
}

function describe({ text, field, definition, site }: WrittenText, absent: readonly string[]): Diagnostic {
  const list = absent.map((language) => `\`${language}\``).join(' and ');
  return {
    code: 'definitions/text',
    severity: 'error',
    place: placeOf({ name: `${definition}, ${field}`, ...(site === undefined ? {} : { site }) }),
    message:
      text === undefined
        ? `the text \`${field}\` is missing`
        : `the text \`${field}\` is not written in ${list}`,
    reason: 'People would see an empty text',
    remedy: `Write it in ${list}, or as one plain string for all languages.`,
  };
}
