import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { shortenRules } from 'observability-as-code/live';
import { NAMESPACE } from './platform.ts';
import { shorteningOf } from './shortening.ts';

export interface RuleDocument {
  readonly groups: readonly {
    readonly name: string;
    readonly rules: readonly Readonly<Record<string, unknown>>[];
  }[];
}

type Texts = Readonly<Record<string, string>>;

export interface AlertRule {
  readonly alert: string;
  readonly labels: Texts;
  /** With their templates. */
  readonly annotations: Texts;
}

/** As they were generated. */
export function readRules(out: string): readonly RuleDocument[] {
  const folder = path.join(out, 'prometheus');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.rules.yaml'))
    .map((name) => load(readFileSync(path.join(folder, name), 'utf8')) as RuleDocument);
}

export function alertRulesOf(documents: readonly RuleDocument[]): readonly AlertRule[] {
  return documents.flatMap(({ groups }) =>
    groups.flatMap(({ rules }) =>
      rules
        .filter(({ alert }) => alert !== undefined)
        .map(({ alert, labels, annotations }) => ({
          alert: String(alert),
          labels: textsOf(labels),
          annotations: textsOf(annotations),
        })),
    ),
  );
}

function textsOf(value: unknown): Texts {
  return Object.fromEntries(Object.entries(value ?? {}).map(([key, text]) => [key, String(text)]));
}

/** The rules with shorter durations, and with the market open or closed whatever the clock says. */
export function rulesFor(documents: readonly RuleDocument[], isOpen: boolean): object {
  const groups = documents.flatMap(
    (document) => (shortenRules(document, shorteningOf) as RuleDocument).groups,
  );
  return {
    groups: groups.map((group) => ({
      ...group,
      rules: group.rules.map((rule) =>
        rule.record === 'krx:session_open:bool'
          ? { ...rule, expr: `label_replace(vector(${isOpen ? 1 : 0}), "namespace", "${NAMESPACE}", "", "")` }
          : rule,
      ),
    })),
  };
}
