import {
  humanize,
  humanize1024,
  humanizeDuration,
  humanizePercentage,
  humanizeTimestamp,
} from './humanize.ts';

/** Functions of a number that can be computed without Prometheus. */
export const NUMBER_FUNCTIONS: Readonly<Record<string, (value: number) => string>> = {
  humanize,
  humanize1024,
  humanizeDuration,
  humanizePercentage,
  humanizeTimestamp,
};

/** The functions that templates may call here. */
export const SUPPORTED_FUNCTIONS: readonly string[] = [
  ...Object.keys(NUMBER_FUNCTIONS),
  'printf',
  'reReplaceAll',
];

/**
 * Valid in Prometheus, rejected here: their results depend on a running server, or texts of alerts do not
 * need them (https://prometheus.io/docs/prometheus/latest/configuration/template_reference/).
 */
export const UNSUPPORTED_FUNCTIONS: ReadonlySet<string> = new Set(
  (
    'and args block break call continue define else end eq externalURL first ge graphLink gt html if index js label ' +
    'le len lt match ne not now or parseDuration pathPrefix print println query range safeHtml slice ' +
    'sortByLabel stripDomain stripPort strvalue tableLink template title tmpl toDuration toLower toTime toUpper ' +
    'urlQueryEscape urlquery value with'
  ).split(' '),
);
