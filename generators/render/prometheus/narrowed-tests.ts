import { dump, load } from 'js-yaml';
import { quote } from '../../promql/build/escape.ts';

/** A test file with a rules file that holds only the groups it is about. */
export interface NarrowedTests {
  readonly rules: string;
  readonly tests: string;
}

/**
 * promtool evaluates every group for every test, although a group reads nothing of another (the check
 * `rules/recording-order` sees to that). With the groups in question alone the scenarios run several times as fast.
 *
 * @param rulesFile the path by which the narrowed test file names its rules
 */
export function narrowedTests(rulesText: string, testsText: string, rulesFile: string): NarrowedTests {
  const groups = listOf(fieldsOf(load(rulesText)).groups);
  const document = fieldsOf(load(testsText));
  const tests = listOf(document.tests).map(fieldsOf);
  const tested = new Set(
    tests.flatMap((test) => listOf(test.alert_rule_test).map((one) => fieldsOf(one).alertname)),
  );
  const asked = tests
    .flatMap((test) => listOf(test.promql_expr_test).map((one) => String(fieldsOf(one).expr)))
    .join('\n');
  const isNeeded = ({ alert, record }: Readonly<Record<string, unknown>>) =>
    tested.has(alert) ||
    (typeof alert === 'string' && asked.includes(`alertname=${quote(alert)}`)) ||
    (typeof record === 'string' && asked.includes(record));
  const needed = groups.filter((group) => listOf(fieldsOf(group).rules).map(fieldsOf).some(isNeeded));
  return {
    rules: dump({ groups: needed }, { lineWidth: -1 }),
    tests: dump(
      { ...document, rule_files: [rulesFile], group_eval_order: needed.map((group) => fieldsOf(group).name) },
      { lineWidth: -1 },
    ),
  };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
