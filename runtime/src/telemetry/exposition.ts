import type { Labels } from './domains.ts';

/** All series of one metric. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly samples: readonly Sample[];
}

export interface Sample {
  /** If it differs from the family's: `x_bucket`, `x_sum` and `x_count` of a histogram. */
  readonly name?: string;
  readonly labels: Labels;
  readonly value: number;
  readonly exemplar?: {
    readonly labelSet: Labels;
    readonly value: number;
    /** Unix seconds. */
    readonly timestamp: number;
  };
}

export type ExpositionFormat = 'text' | 'openmetrics';

/** https://prometheus.io/docs/instrumenting/content_negotiation/ */
export const CONTENT_TYPES: Readonly<Record<ExpositionFormat, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/**
 * The format that a scraper prefers, by its `Accept`. Without a preference it is plain text, which everybody
 * reads: a client that accepts anything may be a browser.
 */
export function negotiatedFormat(accept: string | undefined): ExpositionFormat {
  const openmetrics = qualityOf(accept, 'application/openmetrics-text', '1.0.0');
  return openmetrics > 0 && openmetrics >= qualityOf(accept, 'text/plain', '0.0.4') ? 'openmetrics' : 'text';
}

/** From 0 to 1: the quality that the header gives a media type by name, not by `*`. */
function qualityOf(accept: string | undefined, mediaType: string, version: string): number {
  let best = 0;
  for (const range of (accept ?? '').toLowerCase().split(',')) {
    const [type, ...parameters] = range.split(';').map((part) => part.trim());
    if (type !== mediaType) continue;
    const values = new Map(parameters.map((parameter) => splitAt(parameter, '=')));
    const asked = values.get('version')?.replaceAll('"', '');
    if (asked !== undefined && asked !== version) continue;
    const quality = Number(values.get('q') ?? '1');
    if (quality > best && quality <= 1) best = quality;
  }
  return best;
}

/**
 * Renders families in the text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/) or
 * in OpenMetrics 1.0 (https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md),
 * which alone has exemplars.
 */
export function renderExposition(families: readonly Family[], format: ExpositionFormat): string {
  const parts: string[] = [];
  for (const family of families) {
    const isOpenMetrics = format === 'openmetrics';
    // An OpenMetrics family has no suffix, unlike its samples.
    const name =
      isOpenMetrics && family.type === 'counter' ? family.name.replace(/_total$/, '') : family.name;
    const help = isOpenMetrics ? escapeLabel(family.help) : escapeHelp(family.help);
    parts.push(
      isOpenMetrics
        ? `# TYPE ${name} ${family.type}\n# HELP ${name} ${help}\n`
        : `# HELP ${name} ${help}\n# TYPE ${name} ${family.type}\n`,
    );
    for (const sample of family.samples) {
      const exemplar = isOpenMetrics ? exemplarOf(sample) : '';
      parts.push(`${sample.name ?? family.name}${labelsOf(sample)} ${numberOf(sample.value)}${exemplar}\n`);
    }
  }
  if (format === 'openmetrics') parts.push('# EOF\n');
  return parts.join('');
}

function labelsOf({ labels }: Pick<Sample, 'labels'>): string {
  const pairs: string[] = [];
  for (const label in labels) {
    pairs.push(`${label}="${escapeLabel(bound(label, labels[label] ?? ''))}"`);
  }
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/**
 * OpenMetrics writes bounds as floats, and 1 and 1.0 would be two series. This makes them the same in both
 * formats.
 */
function bound(label: string, value: string): string {
  return label === 'le' && /^-?\d+$/.test(value) ? `${value}.0` : value;
}

function exemplarOf({ exemplar }: Sample): string {
  if (exemplar === undefined) return '';
  const { labelSet, value, timestamp } = exemplar;
  return ` # ${labelsOf({ labels: labelSet }) || '{}'} ${numberOf(value)} ${numberOf(timestamp)}`;
}

function numberOf(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  return String(value);
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapeLabel(text: string): string {
  if (!/["\\\n\r]|[\uD800-\uDFFF]/.test(text)) return text;
  // A lone surrogate is not valid text, and a carriage return ends a line for some parsers.
  return escapeHelp(text.toWellFormed().replaceAll('\r', ' ')).replaceAll('"', '\\"');
}

function splitAt(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  if (index === -1) return [text, ''];
  return [text.slice(0, index).trim(), text.slice(index + separator.length).trim()];
}
