import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { dump } from 'js-yaml';
import type { Rule, RulesFile, RuleTest, TestFile } from '../suite/model.ts';

/** Input for promtool: rules, possibly changed, and their tests. */
export interface TrialFiles {
  readonly file: TestFile;
  readonly tests: readonly RuleTest[];
  /** What replaces a rule: nothing, itself, another, or several. */
  readonly replace: (rule: Rule) => readonly Rule[];
}

/** Writes files of tests with their rules. @returns the paths of the tests */
export function writeTrials(folder: string, trials: readonly TrialFiles[]): string[] {
  mkdirSync(folder);
  const written = new Map<string, string>();
  const writeOnce = (content: string) => {
    const known = written.get(content);
    if (known !== undefined) return known;
    const name = `rules-${written.size}.yaml`;
    writeFileSync(path.join(folder, name), content);
    written.set(content, name);
    return name;
  };
  return trials.map((trial, index) => {
    const rules = trial.file.rules
      .map((each) => withRules(each, trial.replace))
      .filter(({ groups }) => groups.length > 0);
    const target = path.join(folder, `tests-${index}.yaml`);
    writeFileSync(
      target,
      testsText(
        trial,
        rules,
        rules.map((each) => writeOnce(rulesText(each))),
      ),
    );
    return target;
  });
}

/** JSON, which is YAML and faster, because there is much of it. */
export function rulesText({ groups }: Pick<RulesFile, 'groups'>): string {
  return JSON.stringify({
    groups: groups.map(({ fields, rules }) => ({ ...fields, rules: rules.map((rule) => rule.fields) })),
  });
}

/** YAML, because JSON has no NaN. */
function testsText(
  { file, tests }: TrialFiles,
  rules: readonly RulesFile[],
  names: readonly string[],
): string {
  const groups = rules.flatMap((each) => each.groups.map(({ name }) => name));
  const content = {
    ...file.fields,
    rule_files: names,
    group_eval_order: evaluationOrder(file.fields.group_eval_order, groups),
    tests: tests.map(({ fields, alertChecks, expressionChecks }) => ({
      ...fields,
      ...(alertChecks.length > 0 ? { alert_rule_test: alertChecks.map((check) => check.fields) } : {}),
      ...(expressionChecks.length > 0
        ? { promql_expr_test: expressionChecks.map((check) => check.fields) }
        : {}),
    })),
  };
  return dump(content, { lineWidth: -1, noRefs: true });
}

function withRules(file: RulesFile, replace: TrialFiles['replace']): RulesFile {
  const groups = file.groups.map((group) => ({
    ...group,
    rules: group.rules.flatMap((rule) => replace(rule)),
  }));
  return { ...file, groups: groups.filter(({ rules }) => rules.length > 0) };
}

/** Unlisted groups would be evaluated in random order. */
function evaluationOrder(written: unknown, groups: readonly string[]): string[] {
  const listed: unknown[] = Array.isArray(written) ? written : [];
  return [
    ...listed.filter((name) => typeof name === 'string' && groups.includes(name)).map(String),
    ...groups.filter((name) => !listed.includes(name)),
  ];
}
