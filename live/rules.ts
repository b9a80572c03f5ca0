import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import {
  type ActiveAlert,
  type RuleDocument,
  readRuleDocument,
  shortenRules,
} from 'observability-as-code/live';
import { NAMESPACE } from 'test-support/observer-pod';
import { shorteningOf } from './shortening.ts';

/** A file of rules. */
export interface RuleFile {
  readonly name: string;
  readonly document: RuleDocument;
}

type Texts = Readonly<Record<string, string>>;

export interface AlertRule {
  readonly alert: string;
  readonly labels: Texts;
  /** With their templates. */
  readonly annotations: Texts;
}

export interface RulePlace {
  readonly file: string;
  readonly group: string;
  readonly name: string;
}

/** As they were generated. */
export function readRules(out: string): readonly RuleFile[] {
  const folder = path.join(out, 'prometheus');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.rules.yaml'))
    .map((name) => ({
      name,
      document: readRuleDocument(load(readFileSync(path.join(folder, name), 'utf8'))),
    }));
}

/** Where each rule is, and what it is called. */
export function placesOf(files: readonly RuleFile[]): readonly RulePlace[] {
  return files.flatMap(({ name: file, document }) =>
    document.groups.flatMap(({ name: group, rules }) =>
      rules.map(({ alert, record }) => ({ file, group, name: String(alert ?? record) })),
    ),
  );
}

export function alertRulesOf(files: readonly RuleFile[]): readonly AlertRule[] {
  return files.flatMap(({ document: { groups } }) =>
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

/** Whether an alert that fires is of this rule and not of another one of its name. */
export function isOf({ labels, annotations }: Pick<ActiveAlert, 'labels' | 'annotations'>, rule: AlertRule) {
  const { summary = '' } = rule.annotations;
  return (
    labels.alertname === rule.alert &&
    Object.entries(rule.labels).every(([label, text]) => labels[label] === text) &&
    (summary.includes('{{') || annotations.summary === summary)
  );
}

function textsOf(value: unknown): Texts {
  return Object.fromEntries(Object.entries(value ?? {}).map(([key, text]) => [key, String(text)]));
}

/** The rules with shorter durations, and with the market open or closed whatever the clock says. */
export function rulesFor({ document }: RuleFile, isOpen: boolean): object {
  const { groups } = shortenRules(document, shorteningOf);
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
