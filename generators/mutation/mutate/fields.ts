import { formatDuration, parseDuration } from '../../base/duration.ts';
import type { Rule } from '../suite/model.ts';
import { isFields } from '../suite/yaml.ts';
import type { Operator } from './mutation.ts';

/** A rule with one mistake outside its expression. */
export interface MutatedFields {
  readonly operator: Operator;
  readonly before: string;
  readonly after: string;
  readonly scenario: string;
  readonly fields: Rule['fields'];
}

export function mutateFields(rule: Rule): MutatedFields[] {
  return [...holds(rule), ...keeps(rule), ...labels(rule)];
}

/** `for` removed, halved, doubled. */
function holds({ fields }: Rule): MutatedFields[] {
  const length = durationOf(fields.for);
  if (length === undefined) return [];
  const { for: _, ...without } = fields;
  const written = formatDuration(length);
  const half = formatDuration(Math.round(length / 2));
  const double = formatDuration(length * 2);
  const early = (from: string) =>
    `Evaluate when the condition has held for longer than ${from} and not yet for ${written}, and expect silence.`;
  return [
    { operator: 'for', before: `for: ${written}`, after: '(no for)', scenario: early('0s'), fields: without },
    {
      operator: 'for',
      before: `for: ${written}`,
      after: `for: ${half}`,
      scenario: `${early(half)} Where no evaluation lies between, choose a shorter evaluation_interval.`,
      fields: { ...fields, for: half },
    },
    {
      operator: 'for',
      before: `for: ${written}`,
      after: `for: ${double}`,
      scenario: `Evaluate when the condition has held for longer than ${written} and not yet for ${double}, and expect the alert.`,
      fields: { ...fields, for: double },
    },
  ];
}

/** `keep_firing_for` removed, doubled. */
function keeps({ fields }: Rule): MutatedFields[] {
  const length = durationOf(fields.keep_firing_for);
  if (length === undefined) return [];
  const { keep_firing_for: _, ...without } = fields;
  const written = formatDuration(length);
  const double = formatDuration(length * 2);
  return [
    {
      operator: 'keep-firing-for',
      before: `keep_firing_for: ${written}`,
      after: '(no keep_firing_for)',
      scenario: `Evaluate less than ${written} after the condition has ended, and expect the alert still.`,
      fields: without,
    },
    {
      operator: 'keep-firing-for',
      before: `keep_firing_for: ${written}`,
      after: `keep_firing_for: ${double}`,
      scenario: `Evaluate when the condition has ended more than ${written} and less than ${double} ago, and expect silence.`,
      fields: { ...fields, keep_firing_for: double },
    },
  ];
}

/** Another severity, and every other label removed. */
function labels(rule: Rule): MutatedFields[] {
  const written = rule.fields.labels;
  if (!isFields(written)) return [];
  return Object.entries(written).map(([label, value]) => {
    const { [label]: _, ...others } = written;
    const isSeverity = label === 'severity';
    const severity = value === 'critical' ? 'warning' : 'critical';
    return {
      operator: 'label' as const,
      before: `${label}: ${String(value)}`,
      after: isSeverity ? `${label}: ${severity}` : `(no ${label})`,
      scenario:
        rule.kind === 'alert'
          ? `Expect the alert to fire in one test, with all its labels.`
          : `Expect the recorded series in one promql_expr_test, with all its labels.`,
      fields: { ...rule.fields, labels: isSeverity ? { ...written, severity } : others },
    };
  });
}

/** Milliseconds; undefined if it is absent or makes no difference. */
function durationOf(written: unknown): number | undefined {
  const length = typeof written === 'string' ? parseDuration(written) : undefined;
  return length === undefined || length < 2 ? undefined : length;
}
