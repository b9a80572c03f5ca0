import { readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { type Diagnostic, DiagnosticError } from '../../base/diagnostic.ts';
import { nearest } from '../../base/nearest.ts';
import { type RulesFile, rulesOf, type Suite, type TestFile } from './model.ts';
import { readRules } from './rules-file.ts';
import { readTests, type UnboundTests } from './tests-file.ts';
import { readYaml } from './yaml.ts';

/**
 * Reads rules and the promtool tests about them, and recognises files by their contents.
 *
 * @throws DiagnosticError `mutation/…` if a file is neither, one kind is missing, or an alert is unknown
 */
export function loadSuite(files: readonly string[]): Suite {
  const rules: RulesFile[] = [];
  const tests: UnboundTests[] = [];
  for (const file of files) {
    const documents = readYaml(file);
    const found = readTests(file, documents);
    const groups = readRules(file, documents);
    if (found !== undefined) tests.push(found);
    else if (groups !== undefined) rules.push(groups);
    else
      throw refusal(
        'mutation/unknown-file',
        file,
        'the file holds neither rules nor tests',
        'Name a rules file ("groups:"), a PrometheusRule ("spec.groups:") or a promtool test file ("tests:").',
      );
  }
  if (tests.length === 0) {
    throw refusal(
      'mutation/no-tests',
      files.join(', '),
      'no file holds tests',
      'Name the promtool test files, too: "oac mutants RULES TESTS".',
    );
  }
  if (rules.length === 0) {
    throw refusal(
      'mutation/no-rules',
      files.join(', '),
      'no file holds rules',
      'Name the file of rules, too: "oac mutants RULES TESTS".',
    );
  }
  const testFiles = tests.map((file) => bind(file, rules));
  const unknown = testFiles.flatMap(unknownAlerts);
  if (unknown.length > 0) throw new DiagnosticError(unknown);
  return { rules: rulesOf(rules), ruleFiles: rules, testFiles };
}

/**
 * The rules that a test file is about: those it names, read from disk if they were not passed. A file that
 * names none of the passed ones is about all of them, because it cannot name a PrometheusRule, which promtool
 * does not read.
 */
function bind({ patterns, ...tests }: UnboundTests, given: readonly RulesFile[]): TestFile {
  const named = [...new Set(patterns.flatMap((pattern) => expand(pattern, path.dirname(tests.path))))];
  const isGiven = (file: string) => given.some((rules) => realpathSync(rules.path) === file);
  if (!named.some(isGiven)) return { ...tests, rules: given, isPlain: false };
  const rules = named.flatMap(
    (file) =>
      given.find(({ path: known }) => realpathSync(known) === file) ?? readRules(file, readYaml(file)) ?? [],
  );
  return { ...tests, rules, isPlain: rules.every(({ isPlain }) => isPlain) };
}

/** Real paths. As in promtool, a glob without matches is not an error. */
function expand(pattern: string, folder: string): string[] {
  const { dir, base } = path.parse(path.resolve(folder, pattern));
  const glob = base
    .replaceAll(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  try {
    const names = /[*?[]/.test(base)
      ? readdirSync(dir).filter((name) => new RegExp(`^${glob}$`).test(name))
      : [base];
    return names.sort().map((name) => realpathSync(path.join(dir, name)));
  } catch {
    return [];
  }
}

/** promtool takes an unknown alert for one that never fires, so a typo would pass. */
function unknownAlerts({ path: file, rules, tests }: TestFile): Diagnostic[] {
  const names = new Set(rulesOf(rules).flatMap(({ kind, name }) => (kind === 'alert' ? [name] : [])));
  const wrong = new Set(
    tests
      .flatMap(({ alertChecks }) => alertChecks.map(({ alert }) => alert))
      .filter((alert) => !names.has(alert)),
  );
  return [...wrong].map((alert) => {
    const near = nearest(alert, names);
    return {
      code: 'mutation/unknown-alert',
      severity: 'error',
      place: { file },
      message: `a test expects the alert "${alert}", which no rule defines`,
      reason: 'promtool lets it pass as an alert that is quiet, so the test proves nothing',
      remedy: near === undefined ? 'Name an alert of the rules.' : `Write "${near}".`,
    };
  });
}

function refusal(code: string, file: string, message: string, remedy: string): DiagnosticError {
  return DiagnosticError.of({ code, place: { file }, message, reason: 'There is nothing to try', remedy });
}
