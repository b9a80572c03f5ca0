import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { dump } from 'js-yaml';
import type { Rule, RulesFile, RuleTest, TestFile } from '../suite/model.ts';

/** What promtool is given: rules as they are to be, and tests of them. */
export interface TrialFiles {
  readonly file: TestFile;
  readonly tests: readonly RuleTest[];
  /** What stands in the place of a rule: nothing, itself, another, or several. */
  readonly replace: (rule: Rule) => readonly Rule[];
}

/** Writes a file of tests with its rules. @returns the path of the tests */
export function writeTrial(folder: string, { file, tests, replace }: TrialFiles): string {
  mkdirSync(folder);
  const rules = file.rules.map((each) => withRules(each, replace)).filter(({ groups }) => groups.length > 0);
  const names = rules.map(({ groups }, index) => {
    const name = `rules-${index}.yaml`;
    write(path.join(folder, name), {
      groups: groups.map(({ fields, rules }) => ({ ...fields, rules: rules.map((rule) => rule.fields) })),
    });
    return name;
  });
  const groups = rules.flatMap((each) => each.groups.map(({ name }) => name));
  const target = path.join(folder, 'tests.yaml');
  write(target, {
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
  });
  return target;
}

function withRules(file: RulesFile, replace: TrialFiles['replace']): RulesFile {
  const groups = file.groups.map((group) => ({ ...group, rules: group.rules.flatMap((rule) => replace(rule)) }));
  return { ...file, groups: groups.filter(({ rules }) => rules.length > 0) };
}

/** Groups that are not listed would be evaluated in random order. */
function evaluationOrder(written: unknown, groups: readonly string[]): string[] {
  const listed: unknown[] = Array.isArray(written) ? written : [];
  return [...listed.filter((name) => typeof name === 'string' && groups.includes(name)).map(String), ...groups.filter((name) => !listed.includes(name))];
}

function write(target: string, content: object): void {
  writeFileSync(target, dump(content, { lineWidth: -1, noRefs: true }));
}
