import { RuleGraph } from '../suite/graph.ts';
import {
  type AlertCheck,
  canBeOf,
  type Rule,
  type RuleTest,
  rulesOf,
  type TestFile,
} from '../suite/model.ts';
import { ALERT_SERIES, pointsAt, type Reads, readsOf, readsOfRule, readsRule } from '../suite/reads.ts';
import { isFields } from '../suite/yaml.ts';

/** Tests of one file that are run together, reduced to the relevant checks, with the rules they need. */
export interface Portion {
  readonly file: TestFile;
  readonly tests: readonly RuleTest[];
  /** Rules whose results the checks look at. */
  readonly checked: ReadonlySet<Rule>;
  /** These, and everything that they depend on. */
  readonly needed: ReadonlySet<Rule>;
  /** Whether a check expects something of the rule itself, not only of others with its name. */
  readonly isPointed: boolean;
}

/** How to try the mutants of a rule. */
export interface Plan {
  /**
   * Here all mutants may run together under their own names. Each inner list is run together. Quick tests
   * come before slow ones, because many mutants do not survive until then.
   */
  readonly together: readonly (readonly Portion[])[];
  /** Here a mutant must be alone in place of its rule, because something could see the others. */
  readonly alone: readonly Portion[];
}

/** A test with more evaluations is not run together with quicker ones. */
const SLOWER_FROM = [16, 300];

/** Evaluations of rules per mutant that justify another run without the killed ones. */
const STAGE = 250;

/** The cost of setting up a test, in evaluations. */
const SET_UP = 10;

/** The portions of a suite that cover a rule, those most likely to kill and the quick ones first. */
export function planFor(rule: Rule, files: readonly TestFile[]): Plan {
  const together: Portion[] = [];
  const alone: Portion[] = [];
  for (const file of files) {
    const graph = new RuleGraph(rulesOf(file.rules));
    if (!graph.rules.includes(rule)) continue;
    const copied = graph.affectedBy(rule, { throughAlerts: false });
    const canCopy = [...graph.neededBy(copied)].every((each) => isClosedRule(readsOfRule(each)));
    const isForCopies = (reads: Reads) => canCopy && isClosed(reads);
    const affected = graph.affectedBy(rule, { throughAlerts: true });
    const inCopies = (test: RuleTest) => reduced(test, graph, copied, isForCopies);
    const inPlace = (test: RuleTest) =>
      canCopy
        ? withoutChecks(reduced(test, graph, affected), inCopies(test))
        : reduced(test, graph, affected);
    const isPointed = (test: RuleTest) => isAbout(rule, test);
    together.push(...portions(file, graph, canCopy ? file.tests.map(inCopies) : [], copied, isPointed));
    alone.push(...portions(file, graph, file.tests.map(inPlace), undefined, isPointed));
  }
  return { together: stages(likelyFirst(together)), alone: likelyFirst(alone) };
}

/** The tests that cover a rule, or what depends on it. */
export function testsAbout(rule: Rule, files: readonly TestFile[]): RuleTest[] {
  const { together, alone } = planFor(rule, files);
  return [...together.flat(), ...alone].flatMap(({ tests }) => tests);
}

/** Whether it cannot see copies of other rules, which have their own names. */
function isClosed(reads: Reads): boolean {
  return !reads.isOpen && ![...ALERT_SERIES].some((name) => reads.names.has(name));
}

/** Whether, in addition, it does not select alerts by name, as a check may. */
function isClosedRule(reads: Reads): boolean {
  return isClosed(reads) && reads.alerts.length === 0;
}

/** A test with only the checks that cover one of the rules. */
function reduced(
  test: RuleTest,
  graph: RuleGraph,
  rules: ReadonlySet<Rule>,
  isAllowed: (reads: Reads) => boolean = () => true,
): RuleTest {
  const alerts = new Set([...rules].flatMap(({ kind, name }) => (kind === 'alert' ? [name] : [])));
  return {
    ...test,
    alertChecks: test.alertChecks.filter(({ alert }) => alerts.has(alert)),
    expressionChecks: test.expressionChecks.filter(({ expression }) => {
      const reads = readsOf(expression);
      return (
        [...rules].some((rule) => readsRule(reads, rule)) &&
        isAllowed(reads) &&
        graph.readBy(reads).length > 0
      );
    }),
  };
}

function withoutChecks(test: RuleTest, done: RuleTest): RuleTest {
  return {
    ...test,
    alertChecks: test.alertChecks.filter((check) => !done.alertChecks.includes(check)),
    expressionChecks: test.expressionChecks.filter((check) => !done.expressionChecks.includes(check)),
  };
}

/** Groups tests that cover the same rules and take about as long. */
function portions(
  file: TestFile,
  graph: RuleGraph,
  tests: readonly RuleTest[],
  among: ReadonlySet<Rule> = new Set(graph.rules),
  isPointed: (test: RuleTest) => boolean = () => true,
): Portion[] {
  const found: Portion[] = [];
  const open = new Map<string, Portion & { readonly tests: RuleTest[] }>();
  for (const test of tests) {
    if (test.alertChecks.length + test.expressionChecks.length === 0) continue;
    const checked = checkedBy(test, graph, among);
    const key = `${isPointed(test)} ${slowness(test)} ${[...checked].map((rule) => graph.rules.indexOf(rule)).join(' ')}`;
    const portion = open.get(key);
    if (portion !== undefined && costOf(portion) < STAGE) {
      portion.tests.push(test);
      continue;
    }
    const started = {
      file,
      tests: [test],
      checked,
      needed: graph.neededBy(checked),
      isPointed: isPointed(test),
    };
    found.push(started);
    open.set(key, started);
  }
  return found;
}

function checkedBy(
  { alertChecks, expressionChecks }: RuleTest,
  graph: RuleGraph,
  among: ReadonlySet<Rule>,
): ReadonlySet<Rule> {
  const alerts = new Set(alertChecks.map(({ alert }) => alert));
  const reads = expressionChecks.map(({ expression }) => readsOf(expression));
  return new Set(
    graph.rules.filter(
      (rule) =>
        (among.has(rule) && rule.kind === 'alert' && alerts.has(rule.name)) ||
        reads.some((each) => readsRule(each, rule)),
    ),
  );
}

function slowness({ evaluations }: RuleTest): number {
  return SLOWER_FROM.filter((limit) => evaluations > limit).length;
}

/** A test that kills a mutant early spares the others: first those of the rule itself, and quick ones. */
function likelyFirst(found: Portion[]): Portion[] {
  const longest = ({ tests }: Portion) => Math.max(...tests.map(({ evaluations }) => evaluations));
  return found.sort((a, b) => Number(b.isPointed) - Number(a.isPointed) || longest(a) - longest(b));
}

/** Whether a test expects something of this rule, not only of others with its name. */
function isAbout(rule: Rule, { alertChecks, expressionChecks }: RuleTest): boolean {
  const reads = expressionChecks.map(({ expression }) => readsOf(expression));
  if (rule.kind !== 'alert') return reads.some(({ names }) => names.has(rule.name));
  const isExpected = ({ alert, fields }: AlertCheck) =>
    Array.isArray(fields.exp_alerts) &&
    fields.exp_alerts.some((one: unknown) => isFields(one) && canBeOf(rule, alert, one.exp_labels));
  return alertChecks.some(isExpected) || reads.some((each) => pointsAt(each, rule));
}

function stages(found: readonly Portion[]): Portion[][] {
  const result: Portion[][] = [];
  let cost = Infinity;
  for (const portion of found) {
    cost += costOf(portion);
    if (cost > STAGE) {
      result.push([]);
      cost = costOf(portion);
    }
    result.at(-1)?.push(portion);
  }
  return result;
}

/** In evaluations of single rules. */
export function costOf({ tests, needed }: Portion): number {
  return tests.reduce((sum, { evaluations }) => sum + evaluations * needed.size, SET_UP * tests.length);
}
