import type { CompiledAlert } from '../../compile/model.ts';
import { parseTemplate } from '../../compile/template/index.ts';
import { languagesOf } from '../../compile/texts.ts';
import { findText, type Text } from '../../define/text.ts';
import { defineCheck, type Finding } from '../check.ts';
import { alertDefinition, placeOf } from '../place.ts';
import { type CheckedQuery, queryOf } from '../queries.ts';
import { alertsOf } from '../service.ts';

export const template = defineCheck({
  code: 'alert/template',
  severity: 'error',
  title: 'Alert templates parse and use only labels of the query',
  reason: 'The notification contains an error message or a gap instead of the problem',
  page: {
    details:
      'A label or annotation template does not parse, calls an unknown function, or prints a label that the query does not keep (templates cannot read the labels of the rule itself); or `$value` is used in a label or in the summary. Control structures such as `if` and functions other than `humanize`, `humanize1024`, `humanizeDuration`, `humanizePercentage`, `humanizeTimestamp`, `printf` and `reReplaceAll` are not supported, because the rule tests are derived from these templates.',
    impact:
      'The notification contains an error message or a gap instead of the problem. A label with a value creates a new alert on every evaluation. A summary with a value breaks grouping.',
    example: {
      language: 'text',
      bad: 'Pod {{ $labels.pod }} at {{ $value | humanisePercentage }}',
      good: 'Pod {{ $labels.pod }} at {{ $value | humanizePercentage }}',
    },
  },
  *find(service) {
    const languages = languagesOf(service.project, service.config);
    for (const alert of alertsOf(service)) {
      const query = queryOf(service, alert);
      for (const text of textsOf(alert, languages)) yield* wrongIn(alert, text, query);
    }
  },
});

interface AlertText {
  readonly name: string;
  readonly kind: 'label' | 'summary' | 'other';
  readonly text: string;
}

function textsOf(
  { definition, annotations, labels }: CompiledAlert,
  languages: readonly string[],
): AlertText[] {
  const { summary, description } = definition;
  const written = [
    ...translationsOf('summary', summary, languages).map((one) => ({ ...one, kind: 'summary' as const })),
    ...translationsOf('description', description, languages).map((one) => ({
      ...one,
      kind: 'other' as const,
    })),
  ];
  const compiled = Object.entries(annotations)
    .filter(([, text]) => !written.some((one) => one.text === text))
    .map(([name, text]): AlertText => ({ name: `annotation ${name}`, kind: 'other', text }));
  const labelled = Object.entries(labels).map(
    ([name, text]): AlertText => ({ name: `label ${name}`, kind: 'label', text }),
  );
  return [...written, ...compiled, ...labelled];
}

/** Includes languages that are not generated at present. */
function translationsOf(name: string, text: Text, languages: readonly string[]) {
  if (typeof text === 'string') return [{ name, text }];
  return languages.flatMap((language) => {
    const found = findText(text, language);
    return found === undefined ? [] : [{ name: `${name}.${language}`, text: found }];
  });
}

function* wrongIn(
  alert: CompiledAlert,
  { name, kind, text }: AlertText,
  query: CheckedQuery | undefined,
): Generator<Finding> {
  const definition = alertDefinition(alert);
  const at = (span?: { readonly from: number; readonly to: number }) =>
    placeOf({ ...definition, name: `${definition.name}, ${name}` }, text, span);
  const { labels, usesValue, errors } = parseTemplate(text);
  for (const error of errors) {
    yield {
      place: at(error),
      message: error.message,
      remedy: 'Use actions such as {{ $labels.pod }} and {{ $value | humanize }}',
    };
  }
  const known = query?.labels ?? 'unknown';
  for (const label of labels) {
    if (known === 'unknown' || known.has(label.name)) continue;
    yield {
      place: at(label),
      message: `the alert query does not keep the label "${label.name}"`,
      remedy:
        known.size === 0
          ? 'Keep it in the aggregation of the query, or remove it from the text'
          : `Keep it in the aggregation of the query, or print one of ${[...known].sort().join(', ')}`,
    };
  }
  if (!usesValue || kind === 'other') return;
  yield kind === 'label'
    ? {
        place: at(),
        message: 'the label contains the value of the alert',
        reason: 'Each new value creates a new alert, which restarts "for" and notifies again',
        remedy: 'Move the value to the description',
      }
    : {
        place: at(),
        message: 'the summary contains the value of the alert',
        reason: 'A summary that changes on every evaluation breaks the grouping of notifications',
        remedy: 'Move the value to the description',
      };
}
