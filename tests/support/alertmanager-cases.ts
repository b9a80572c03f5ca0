import fc from 'fast-check';
import type { Labels } from './alertmanager-api.ts';

/** Random configurations and alerts, in which much matches. All cases of a run share one server, apart by the label `case`. */

const LABELS = ['a', 'b', 'c'];
const VALUES = ['x', 'y', 'xy', 'x,y', 'say "x"', 'back\\slash', '한국', ' ', 'X', 'x\ny', 'x=y', '{x}'];
const PATTERNS = ['x|y', 'x.*', '.*', '.+', '', '[xy]+', '(?i)X', 'x?y?', '\\w+', 'x.y', '한.', '[^x]'];

/** Of the grammar of 0.27 and later. */
const UTF8_MATCHERS = [
  '"a"="x"',
  '한글=x',
  '"한글"=~"x|y"',
  '{"a"!="x"}',
  'a!="\\u0078"',
  '"with space"="y"',
];

export const labelSet: fc.Arbitrary<Labels> = fc.dictionary(
  fc.constantFrom(...LABELS),
  fc.constantFrom(...VALUES),
  { maxKeys: 3 },
);

const quoted = (value: string) =>
  `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;

const equality = fc
  .tuple(fc.constantFrom(...LABELS), fc.constantFrom('=', '!='), fc.constantFrom(...VALUES, ''), fc.boolean())
  .map(([label, operator, value, hasSpace]) =>
    hasSpace ? ` ${label} ${operator} ${quoted(value)} ` : `${label}${operator}${quoted(value)}`,
  );

const pattern = fc
  .tuple(fc.constantFrom(...LABELS), fc.constantFrom('=~', '!~'), fc.constantFrom(...PATTERNS))
  .map(([label, operator, value]) => `${label}${operator}${quoted(value)}`);

/** Without quotes, in braces, and with commas in one text. */
const unusual = fc.constantFrom(
  'a=x',
  'b!=x',
  '{a="x"}',
  '{a="x",b!="y",}',
  'a=~x|y',
  'a="x",b="y"',
  'c=한국',
  'a=x\\y',
);

const matcher = (hasUtf8: boolean) =>
  fc.oneof(
    { arbitrary: equality, weight: 4 },
    { arbitrary: pattern, weight: 3 },
    { arbitrary: unusual, weight: 2 },
    ...(hasUtf8 ? [{ arbitrary: fc.constantFrom(...UTF8_MATCHERS), weight: 2 }] : []),
  );

/** Of a route, or of one side of an inhibition. */
const conditions = (hasUtf8: boolean, side: string) =>
  fc.record(
    {
      [`${side}matchers`]: fc.array(matcher(hasUtf8), { minLength: 1, maxLength: 2 }),
      [`${side}match`]: fc.dictionary(fc.constantFrom(...LABELS), fc.constantFrom(...VALUES), {
        minKeys: 1,
        maxKeys: 1,
      }),
      [`${side}match_re`]: fc.dictionary(fc.constantFrom(...LABELS), fc.constantFrom(...PATTERNS), {
        minKeys: 1,
        maxKeys: 1,
      }),
    },
    { requiredKeys: [] },
  );

export const RECEIVERS = ['r0', 'r1', 'r2', 'r3'];

const groupBy = fc.oneof(
  fc.uniqueArray(fc.constantFrom(...LABELS, 'missing'), { minLength: 1, maxLength: 3 }),
  fc.constant(['...']),
);

export type Tree = Readonly<Record<string, unknown>>;

/** A route with routes below it, at most three deep. */
export function routeTree(hasUtf8: boolean, depth = 3): fc.Arbitrary<Tree> {
  const below = depth === 0 ? fc.constant([]) : fc.array(routeTree(hasUtf8, depth - 1), { maxLength: 3 });
  const own = fc.record(
    { receiver: fc.constantFrom(...RECEIVERS), group_by: groupBy, continue: fc.boolean() },
    { requiredKeys: [] },
  );
  return fc
    .tuple(conditions(hasUtf8, ''), own, below)
    .map(([some, other, routes]) => ({ ...some, ...other, routes }));
}

/** Few labels of few values, so that most alerts of a case are alike in something. */
export const similarLabelSet: fc.Arbitrary<Labels> = fc.dictionary(
  fc.constantFrom('a', 'b'),
  fc.constantFrom('x', 'y'),
  { maxKeys: 2 },
);

const similar = fc.constantFrom('a="x"', 'a="y"', 'a!="x"', 'b=~"x|y"', 'b=""', 'b!~"x"', 'a=~".*"', 'c=""');

const side = (hasUtf8: boolean, name: string): fc.Arbitrary<Tree> =>
  fc.oneof(
    {
      arbitrary: fc
        .array(similar, { minLength: 1, maxLength: 2 })
        .map((list) => ({ [`${name}matchers`]: list })),
      weight: 4,
    },
    { arbitrary: conditions(hasUtf8, name), weight: 1 },
  );

export function inhibition(hasUtf8: boolean): fc.Arbitrary<Tree> {
  const equal = fc.record({
    equal: fc.uniqueArray(fc.constantFrom('a', 'b', 'missing'), { maxLength: 2 }),
  });
  return fc
    .tuple(side(hasUtf8, 'source_'), side(hasUtf8, 'target_'), equal)
    .map(([source, target, same]) => ({ ...source, ...target, ...same }));
}

const ZONES = [
  'Asia/Seoul',
  'America/New_York',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Pacific/Chatham',
  'UTC',
  undefined,
];
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = 'january february march april may june july august september october november december'.split(
  ' ',
);

/** A time interval, whose parts mostly hold at this instant. */
export function timeInterval(now: Date): fc.Arbitrary<readonly Tree[]> {
  return fc.array(
    fc.constantFrom(...ZONES).chain((zone) => period(now, zone)),
    { minLength: 1, maxLength: 2 },
  );
}

function period(now: Date, zone: string | undefined): fc.Arbitrary<Tree> {
  // `2026-11-24 03:00:00`
  const wall = now.toLocaleString('sv', { timeZone: zone ?? 'UTC' });
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = wall.split(/\D/).map(Number);
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const clock = (value: number) =>
    `${String(Math.floor(value / 60)).padStart(2, '0')}:${String(value % 60).padStart(2, '0')}`;
  /** Mostly around what is now, otherwise anywhere. */
  const range = (least: number, most: number, at: number): fc.Arbitrary<readonly [number, number]> =>
    fc.oneof(
      {
        arbitrary: fc.tuple(fc.integer({ min: least, max: at }), fc.integer({ min: at, max: most })),
        weight: 4,
      },
      {
        arbitrary: fc
          .tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }))
          .map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]),
        weight: 1,
      },
    );
  const named =
    (names: readonly string[], first: number) =>
    ([from, to]: readonly [number, number]) =>
      from === to ? (names[from - first] ?? '') : `${names[from - first]}:${names[to - first]}`;
  const listed = <Item>(item: fc.Arbitrary<Item>) => fc.array(item, { minLength: 1, maxLength: 2 });
  return fc.record(
    {
      times: listed(
        range(0, 1439, hour * 60 + minute).map(([from, to]) => ({
          start_time: clock(from),
          end_time: clock(to + 1),
        })),
      ),
      weekdays: listed(range(0, 6, weekday).map(named(WEEKDAYS, 0))),
      days_of_month: listed(
        fc.oneof(
          range(1, 31, day).map(([from, to]) => `${from}:${to}`),
          range(1, days, day).map(([from, to]) => `${from - days - 1}:${to - days - 1}`),
          range(1, 20, Math.min(day, 20)).map(([from]) => `${from}:-1`),
        ),
      ),
      months: listed(
        fc.oneof(
          range(1, 12, month).map(named(MONTHS, 1)),
          range(1, 12, month).map(([from, to]) => `${from}:${to}`),
        ),
      ),
      years: listed(range(year - 1, year + 1, year).map(([from, to]) => `${from}:${to}`)),
      location: fc.constant(zone),
    },
    { requiredKeys: ['location'] },
  );
}
