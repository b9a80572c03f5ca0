import { type Duration, formatDuration, parseDuration } from '../../base/duration.ts';
import type { StringFormat } from './format.ts';
import { explainPattern } from './re2.ts';
import { publicUrl, secretKey } from './secrets.ts';

/** Creates a format from its regular grammar, an explanation for other texts, and a repair. */
function regular(options: {
  readonly expected: string;
  readonly reason: string;
  readonly pattern: string;
  /** What is wrong; by default `is not one`. */
  readonly detail?: string;
  /** Part of the grammar, to name it as the cause. */
  readonly maximumLength?: number;
  readonly repair?: (value: string) => string;
}): StringFormat {
  const grammar = new RegExp(options.pattern);
  const maximum = options.maximumLength ?? Number.POSITIVE_INFINITY;
  return {
    expected: options.expected,
    reason: options.reason,
    pattern: options.pattern,
    problem(value) {
      if (grammar.test(value)) return undefined;
      let detail = options.detail ?? 'is not one';
      if (value === '') detail = 'is empty';
      else if (value.length > maximum) detail = `has ${value.length} characters, and ${maximum} are allowed`;
      const instead = options.repair?.(value);
      return instead !== undefined && instead !== '' && grammar.test(instead)
        ? { detail, instead }
        : { detail };
    },
  };
}

function toDnsLabel(value: string): string {
  return value
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
}

function toLabelPart(value: string): string {
  return value.replaceAll(/[^A-Za-z0-9_.-]+/g, '-').replaceAll(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
}

const LABEL_PART = '[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?';
const DNS_SUBDOMAIN = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*';

/** Milliseconds per unit, by common spellings. */
const SPELLINGS: readonly (readonly [RegExp, number])[] = [
  [/^(?:ms|msecs?|millis|milliseconds?)$/, 1],
  [/^(?:s|secs?|seconds?)$/, 1000],
  [/^(?:m|mins?|minutes?)$/, 60_000],
  [/^(?:h|hrs?|hours?)$/, 3_600_000],
  [/^(?:d|days?)$/, 86_400_000],
  [/^(?:w|weeks?)$/, 604_800_000],
];

/** Parses what people write for a duration: `1.5h`, `5 minutes`, `30m1h`, `90`. */
function guessDuration(value: string): Duration | undefined {
  const text = value.trim().toLowerCase();
  // `1M` may be a month or a minute.
  if (/\dM$/.test(value.trim())) return undefined;
  if (!/^(?:\d+(?:\.\d+)?\s*[a-z]*\s*)+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]*)/g)) {
    const factor = unit === '' ? 1000 : SPELLINGS.find(([spelling]) => spelling.test(unit ?? ''))?.[1];
    if (factor === undefined) return undefined;
    total += Number(amount) * factor;
  }
  total = Math.round(total);
  return Number.isSafeInteger(total) && total > 0 ? formatDuration(total) : undefined;
}

const duration: StringFormat = {
  expected: 'a Prometheus duration, such as `30s` or `1h30m`',
  reason: 'Prometheus and its operator reject any other format of a duration.',
  pattern:
    '^(?=.*[1-9])(?:[0-9]+y)?(?:[0-9]+w)?(?:[0-9]+d)?(?:[0-9]+h)?(?:[0-9]+m)?(?:[0-9]+s)?(?:[0-9]+ms)?$',
  problem(value) {
    const parsed = parseDuration(value);
    if (parsed !== undefined && parsed > 0) return undefined;
    let detail = 'is not whole numbers with the units y, w, d, h, m, s, ms in this order';
    if (parsed === 0) detail = 'is no time at all';
    else if (/^\d+$/.test(value)) detail = 'has no unit';
    else if (/\d\.\d/.test(value)) detail = 'has a fraction, and only whole numbers are allowed';
    const instead = guessDuration(value);
    return instead === undefined ? { detail } : { detail, instead };
  },
};

/** Unlike Prometheus, Grafana reads `refresh` and `now-<range>` with one unit only. */
const grafanaDuration: StringFormat = {
  expected: 'one whole number with one unit, as Grafana reads it, such as `30s` or `6h`',
  reason: 'Grafana cannot read it, and the dashboard opens with an error instead of data.',
  pattern: '^[1-9][0-9]*[smhdwy]$',
  problem(value) {
    if (/^[1-9]\d*[smhdwy]$/.test(value)) return undefined;
    const milliseconds = parseDuration(guessDuration(value) ?? value) ?? 0;
    const unit = (['d', 'h', 'm', 's'] as const).find((each) => {
      const size = parseDuration(`1${each}`) ?? 1;
      return milliseconds > 0 && milliseconds % size === 0;
    });
    const detail = 'is not one whole number with one of the units s, m, h, d, w, y';
    if (unit === undefined) return { detail };
    return { detail, instead: `${milliseconds / (parseDuration(`1${unit}`) ?? 1)}${unit}` };
  },
};

const URL_GRAMMAR = '^https?://[^\\s/?#@{}<>"\\\\^`|]+(?:/[^\\s?#{}<>"\\\\^`|]*)?$';

function isBaseUrl(text: string): boolean {
  return new RegExp(URL_GRAMMAR).test(text) && URL.canParse(text);
}

const url: StringFormat = {
  expected: 'an absolute http or https URL, such as `https://grafana.example.com`',
  reason: 'The links in alerts and panels would lead nowhere.',
  pattern: URL_GRAMMAR,
  problem(value) {
    if (isBaseUrl(value)) return undefined;
    const withScheme = `https://${value}`;
    if (/^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?(?:\/|$)/i.test(value) && isBaseUrl(withScheme)) {
      return { detail: 'has no scheme', instead: withScheme };
    }
    const [stem = ''] = value.split(/[?#]/, 1);
    if (isBaseUrl(stem)) {
      return { detail: 'has a query or a fragment, and paths are appended to it', instead: stem };
    }
    return { detail: /^https?:\/\/[^/]*@/.test(value) ? 'has credentials in it' : 'is not one' };
  },
};

/** An existing calendar date in RFC 3339 format. */
const date: StringFormat = {
  expected: 'a date, such as `2026-01-02`',
  reason: 'A date that does not exist never comes, so what is set for it would never apply.',
  pattern: '^\\d{4}-\\d{2}-\\d{2}$',
  problem(value) {
    const isWritten = /^\d{4}-\d{2}-\d{2}$/.test(value);
    const time = isWritten ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
    if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(value)) return undefined;
    return { detail: isWritten ? 'is not in the calendar' : 'is not written as year-month-day' };
  },
};

const pattern: StringFormat = {
  expected: 'an RE2 regular expression, such as `observer-.+`',
  reason: 'Prometheus refuses a query with such a matcher.',
  problem(value) {
    if (value === '') return { detail: 'is empty, and would select nothing' };
    const detail = explainPattern(value);
    return detail === undefined ? undefined : { detail };
  },
};

export const FORMATS = {
  'prometheus-duration': duration,
  'grafana-duration': grafanaDuration,
  'http-url': url,
  date,
  re2: pattern,
  /** RFC 1035 label: a valid prefix for the name of every kind of Kubernetes object. */
  'dns-name': regular({
    expected: 'a name of at most 63 lower-case letters, digits and `-` that starts with a letter',
    reason: 'Kubernetes refuses objects with such a name.',
    pattern: '^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$',
    maximumLength: 63,
    repair: toDnsLabel,
  }),
  /** RFC 1123 label. */
  'dns-label': regular({
    expected: 'a DNS label (RFC 1123): at most 63 lower-case letters, digits and `-`, no `-` at the ends',
    reason: 'Kubernetes refuses such a name.',
    pattern: '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$',
    maximumLength: 63,
    repair: toDnsLabel,
  }),
  'kubernetes-label-key': regular({
    expected: 'a Kubernetes label key, such as `release` or `app.kubernetes.io/name`',
    reason: 'Kubernetes refuses an object with such a label or annotation.',
    pattern: `^(?:(?=[^/]{1,253}/)${DNS_SUBDOMAIN}/)?${LABEL_PART}$`,
    detail: 'is not one: at most 63 letters, digits, `-`, `_` and `.`, after an optional DNS name and `/`',
    repair: toLabelPart,
  }),
  'kubernetes-label-value': regular({
    expected: 'a Kubernetes label value: at most 63 letters, digits, `-`, `_` and `.`',
    reason: 'Kubernetes refuses an object with such a label.',
    pattern: `^(?:${LABEL_PART})?$`,
    maximumLength: 63,
    detail: 'is not one; it must also start and end with a letter or digit',
    repair: toLabelPart,
  }),
  'prometheus-label-name': regular({
    expected: 'a Prometheus label name of letters, digits and `_`, such as `team`',
    reason: 'Prometheus refuses a rule file with such a label.',
    pattern: '^(?!__)(?!alertname$)[a-zA-Z_][a-zA-Z0-9_]*$',
    detail: 'is not one, or is reserved: `alertname` and what starts with `__`',
    repair: (value) => value.replaceAll(/[^a-zA-Z0-9_]+/g, '_'),
  }),
  'grafana-uid': regular({
    expected: 'a uid: a lower-case letter, then at most 39 lower-case letters, digits and `-`',
    reason: 'The links in alerts would not open the dashboard, or Grafana would refuse it.',
    pattern: '^[a-z][a-z0-9-]{0,39}$',
    maximumLength: 40,
    repair: toDnsLabel,
  }),
  'metrics-path': regular({
    expected: 'an absolute path, such as `/metrics`',
    reason: 'Prometheus would scrape another address than the one that serves metrics.',
    pattern: '^/[^\\s?#]*$',
    repair: (value) => `/${value}`,
  }),
  'image-reference': regular({
    expected: 'an image with a tag or a digest, such as `ghcr.io/example/observer:1.2.0`',
    reason: 'A restarted pod would run whatever was pushed last, without review.',
    pattern:
      '^(?:[a-z0-9]+(?:[.-][a-z0-9]+)*(?::[0-9]+)?/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*(?=[:@])(?::(?!latest(?:@|$))[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[a-f0-9]{64})?$',
    detail: 'is not one, or has the tag `latest`, which changes',
  }),
  quantity: regular({
    expected: 'a quantity, such as `512Mi`, `20Gi`, `250m` or `"2"`',
    reason: 'Kubernetes refuses an object with such a quantity.',
    pattern: '^(?=.*[1-9])[0-9]+(?:\\.[0-9]+)?(?:m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$',
    repair: (value) =>
      value
        .replaceAll(/\s+/g, '')
        .replace(/^([0-9.]+)([kmgtp])i?b?$/i, (_, amount, unit) => `${amount}${String(unit).toUpperCase()}i`),
  }),
  'environment-variable': regular({
    expected: 'the name of a variable: letters, digits and `_`, such as `TRACK_A_ENABLED`',
    reason: 'The shell and most programs cannot read such a variable.',
    pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
    repair: (value) => value.replaceAll(/[^A-Za-z0-9_]+/g, '_'),
  }),
  cidr: regular({
    expected: 'a range of addresses, such as `10.20.0.0/16`',
    reason: 'Kubernetes refuses a NetworkPolicy with such a range.',
    pattern:
      '^(?:(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])/(?:3[0-2]|[12]?[0-9])|[0-9a-fA-F:]*:[0-9a-fA-F:]*/(?:12[0-8]|1[01][0-9]|[1-9]?[0-9]))$',
  }),
  'secret-key': secretKey,
  'public-url': publicUrl,
  'absolute-path': regular({
    expected: 'an absolute path, such as `/etc/alertmanager/secrets`',
    reason: 'Alertmanager would look for the files beside its configuration.',
    pattern: '^/(?:[^\\s/]+/)*[^\\s/]+$',
    detail: 'is not one, or ends in `/`',
    repair: (value) => `/${value.replaceAll(/^\/+|\/+$/g, '')}`,
  }),
  'host-and-port': regular({
    expected: 'a host and a port, such as `smtp.example.com:587`',
    reason: 'Alertmanager refuses the whole configuration.',
    pattern: '^[^\\s:/@]+:[0-9]{1,5}$',
  }),
  language: regular({
    expected: 'the tag of a language, such as `en` or `pt-BR`',
    reason: 'No text is written in such a language.',
    pattern: '^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$',
    repair: (value) => value.toLowerCase().replaceAll('_', '-'),
  }),
  'check-code': regular({
    expected: 'the code of a check, such as `promql/syntax`',
    reason: 'Nothing would be switched off.',
    pattern: '^[a-z0-9-]+/[a-z0-9-]+$',
  }),
  line: regular({
    expected: 'a text on one line',
    reason: 'It is compared and shown exactly as written, where a stray space or line break goes unseen.',
    pattern: '^\\S(?:.*\\S)?$',
    detail: 'has a line break in it, or spaces around it',
    repair: (value) => value.trim().replaceAll(/\s*\n\s*/g, ' '),
  }),
} as const satisfies Readonly<Record<string, StringFormat>>;

export type FormatName = keyof typeof FORMATS;

export function isFormatName(name: unknown): name is FormatName {
  return typeof name === 'string' && Object.hasOwn(FORMATS, name);
}
