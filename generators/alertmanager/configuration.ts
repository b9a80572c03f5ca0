import { type Diagnostic, DiagnosticError } from '../base/diagnostic.ts';
import { nearest } from '../base/nearest.ts';
import { type Field, readYaml } from './document.ts';
import { type Matcher, parseMatchers, patternProblem } from './matcher.ts';
import { isTimeZone, type NamedInterval, type Period } from './time-interval.ts';
import { dayRange, monthRange, numberRange, timeRange, weekdayRange } from './time-range.ts';

/** A node of the routing tree, with inherited settings. */
export interface RouteNode {
  readonly line: number;
  /** Indices among siblings, from the root, whose path is empty. */
  readonly path: readonly number[];
  readonly receiver: string;
  readonly matchers: readonly Matcher[];
  readonly continues: boolean;
  /** Undefined for all labels. */
  readonly groupBy: readonly string[] | undefined;
  readonly groupWait: string;
  readonly groupInterval: string;
  readonly repeatInterval: string;
  /** Names of time intervals. */
  readonly muted: readonly string[];
  readonly active: readonly string[];
  readonly routes: readonly RouteNode[];
}

export interface Receiver {
  readonly name: string;
  readonly line: number;
  /** `slack`, `webhook`, … in the order of the file; a receiver without any sends nothing. */
  readonly integrations: readonly string[];
}

export interface InhibitRule {
  readonly line: number;
  readonly source: readonly Matcher[];
  readonly target: readonly Matcher[];
  readonly equal: readonly string[];
}

/** The part of an Alertmanager configuration that decides where alerts go. */
export interface AlertmanagerModel {
  readonly file: string;
  readonly root: RouteNode;
  readonly receivers: readonly Receiver[];
  readonly inhibitRules: readonly InhibitRule[];
  readonly intervals: readonly NamedInterval[];
}

/**
 * Reads any Alertmanager configuration.
 *
 * @throws DiagnosticError `alertmanager/syntax`, or `alertmanager/value` with everything that Alertmanager
 *   would reject in the parts read
 */
export function readAlertmanager(file: string, content: string): AlertmanagerModel {
  const reader = new Reader(file);
  const model = reader.read(readYaml(file, content));
  if (reader.problems.length > 0) throw new DiagnosticError(reader.problems);
  return model;
}

/** Deeper than any tree that people write, but not than one with an alias to itself. */
const DEEPEST = 100;

class Reader {
  readonly problems: Diagnostic[] = [];
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  read(root: Field): AlertmanagerModel {
    const receivers = this.#list(root, 'receivers').map((field) => this.#receiver(field));
    const intervals = ['time_intervals', 'mute_time_intervals'].flatMap((key) =>
      this.#list(root, key).map((field) => this.#interval(field)),
    );
    const inhibitRules = this.#list(root, 'inhibit_rules').map((field) => this.#inhibitRule(field));
    const route = root.get('route');
    if (route === undefined)
      this.#report(root.line, 'there is no `route`', 'Write `route:` with a `receiver`.');
    const tree = this.#route(route ?? root, undefined, []);
    this.#rootProblems(tree);
    this.#unique('receiver', receivers);
    this.#unique('time interval', intervals);
    this.#references(
      tree,
      receivers.map(({ name }) => name),
      intervals.map(({ name }) => name),
    );
    return { file: this.#file, root: tree, receivers, inhibitRules, intervals };
  }

  #route(field: Field, parent: RouteNode | undefined, path: readonly number[]): RouteNode {
    if (path.length > DEEPEST) {
      this.#report(
        field.line,
        'a route contains itself',
        'Write the route out instead of an alias to one above it.',
      );
      throw new DiagnosticError(this.problems);
    }
    const text = (key: string) => field.get(key)?.text();
    const groupBy = field
      .get('group_by')
      ?.items()
      ?.map((item) => item.text() ?? '');
    const node: RouteNode = {
      line: field.line,
      path,
      receiver: text('receiver') ?? parent?.receiver ?? '',
      matchers: this.#matchers(field, ''),
      continues: text('continue') === 'true',
      groupBy:
        groupBy === undefined
          ? parent === undefined
            ? []
            : parent.groupBy
          : groupBy.includes('...')
            ? undefined
            : groupBy,
      groupWait: text('group_wait') ?? parent?.groupWait ?? '30s',
      groupInterval: text('group_interval') ?? parent?.groupInterval ?? '5m',
      repeatInterval: text('repeat_interval') ?? parent?.repeatInterval ?? '4h',
      muted: texts(field.get('mute_time_intervals')),
      active: texts(field.get('active_time_intervals')),
      routes: [],
    };
    return {
      ...node,
      routes: this.#list(field, 'routes').map((child, index) => this.#route(child, node, [...path, index])),
    };
  }

  #rootProblems(root: RouteNode): void {
    if (root.receiver === '') {
      this.#report(
        root.line,
        'the route at the top has no `receiver`',
        'Name the receiver of what no other route takes.',
      );
    }
    if (root.matchers.length > 0) {
      this.#report(
        root.line,
        'the route at the top has matchers',
        'Move them to a route below it: the top takes every alert.',
      );
    }
    if (root.muted.length + root.active.length > 0) {
      this.#report(root.line, 'the route at the top has time intervals', 'Move them to a route below it.');
    }
  }

  /**
   * The matchers of a route, or of one side of an inhibition: `matchers`, and the older `match` and
   * `match_re`.
   */
  #matchers(field: Field, side: '' | 'source_' | 'target_'): readonly Matcher[] {
    const found: Matcher[] = [];
    const add = (line: number, matcher: Matcher) => {
      const problem = patternProblem(matcher);
      if (problem !== undefined)
        this.#report(line, problem, 'Write a pattern of RE2 without flags inside and Unicode classes.');
      found.push(matcher);
    };
    for (const [key, operator] of [
      [`${side}match`, '='],
      [`${side}match_re`, '=~'],
    ] as const) {
      const pairs = field.get(key);
      for (const label of pairs?.keys() ?? []) {
        const value = pairs?.get(label);
        if (value === undefined && operator === '=~') {
          this.#report(
            field.line,
            `\`${key}\` has no pattern for \`${label}\``,
            'Write a pattern, or remove the label.',
          );
        }
        add(value?.line ?? field.line, { label, operator, value: value?.text() ?? '' });
      }
    }
    for (const item of this.#list(field, `${side}matchers`)) {
      const parsed = parseMatchers(item.text() ?? '');
      if (parsed.problem !== undefined)
        this.#report(item.line, parsed.problem, 'Write a matcher such as severity="critical".');
      else for (const matcher of parsed.matchers) add(item.line, matcher);
    }
    return found;
  }

  #receiver(field: Field): Receiver {
    const integrations = field
      .keys()
      .filter((key) => key.endsWith('_configs'))
      .flatMap((key) => (field.get(key)?.items() ?? []).map(() => key.slice(0, -'_configs'.length)));
    return { name: this.#name(field, 'receiver'), line: field.line, integrations };
  }

  #inhibitRule(field: Field): InhibitRule {
    return {
      line: field.line,
      source: this.#matchers(field, 'source_'),
      target: this.#matchers(field, 'target_'),
      equal: texts(field.get('equal')),
    };
  }

  #interval(field: Field): NamedInterval {
    return {
      name: this.#name(field, 'time interval'),
      line: field.line,
      periods: this.#list(field, 'time_intervals').map((period) => this.#period(period)),
    };
  }

  #period(field: Field): Period {
    const read = <Value>(key: string, parse: (item: Field) => Value | undefined, example: string) => {
      const items = field.get(key)?.items();
      if (items === undefined) return {};
      const values = items.flatMap((item) => {
        const value = parse(item);
        if (value === undefined)
          this.#report(
            item.line,
            `\`${item.text() ?? key}\` does not fit into \`${key}\``,
            `Write ${example}.`,
          );
        return value === undefined ? [] : [value];
      });
      return { values };
    };
    const times = read(
      'times',
      timeRange,
      'start_time: "09:00" and a later end_time, at most "24:00"',
    ).values;
    const weekdays = read(
      'weekdays',
      weekdayRange,
      "'monday:friday' or 'sunday'; the week begins on Sunday",
    ).values;
    const daysOfMonth = read('days_of_month', dayRange, "'1:15' or '-1'").values;
    const months = read('months', monthRange, "'1:3' or 'january'").values;
    const years = read('years', numberRange, "'2026:2027'").values;
    const location = field.get('location');
    const timeZone = location?.text() ?? '';
    if (!isTimeZone(timeZone)) {
      this.#report(
        location?.line ?? field.line,
        `\`${timeZone}\` is not a time zone`,
        "Write a name of the IANA database, such as 'Asia/Seoul'.",
      );
    }
    return {
      line: field.line,
      timeZone: isTimeZone(timeZone) ? timeZone : '',
      ...(times && { times }),
      ...(weekdays && { weekdays }),
      ...(daysOfMonth && { daysOfMonth }),
      ...(months && { months }),
      ...(years && { years }),
    };
  }

  #name(field: Field, what: string): string {
    const name = field.get('name')?.text() ?? '';
    if (name === '')
      this.#report(field.line, `a ${what} has no name`, 'Write `name:` with the name that routes use.');
    return name;
  }

  #unique(what: string, named: readonly { readonly name: string; readonly line: number }[]): void {
    const lines = new Map<string, number>();
    for (const { name, line } of named) {
      const first = lines.get(name);
      if (first === undefined) lines.set(name, line);
      else
        this.#report(
          line,
          `the ${what} \`${name}\` is already defined in line ${first}`,
          'Give one of the two another name.',
        );
    }
  }

  #references(route: RouteNode, receivers: readonly string[], intervals: readonly string[]): void {
    const require = (what: string, name: string, known: readonly string[]) => {
      if (known.includes(name)) return;
      const near = nearest(name, known);
      this.#report(
        route.line,
        `there is no ${what} \`${name}\``,
        near === undefined
          ? `Define the ${what}, or name another one.`
          : `Write \`${near}\`, or define the ${what}.`,
      );
    };
    if (route.receiver !== '') require('receiver', route.receiver, receivers);
    for (const name of [...route.muted, ...route.active]) require('time interval', name, intervals);
    for (const child of route.routes) this.#references(child, receivers, intervals);
  }

  #list(field: Field, key: string): readonly Field[] {
    const value = field.get(key);
    const items = value?.items();
    if (value !== undefined && items === undefined) {
      this.#report(
        value.line,
        `\`${key}\` is not a list`,
        `Write a list under \`${key}\`, each item after a \`-\`.`,
      );
    }
    return items ?? [];
  }

  #report(line: number, message: string, remedy: string): void {
    this.problems.push({
      code: 'alertmanager/value',
      severity: 'error',
      place: { file: this.#file, line },
      message,
      reason: 'Alertmanager rejects the whole file, or its behaviour is unknown',
      remedy,
    });
  }
}

function texts(field: Field | undefined): readonly string[] {
  return field?.items()?.map((item) => item.text() ?? '') ?? [];
}
