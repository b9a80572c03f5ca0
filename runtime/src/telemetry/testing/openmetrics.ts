/**
 * A parser as strict as the specification of OpenMetrics 1.0, for what we emit: counters, gauges and
 * histograms without timestamps. Prometheus accepts much more than is allowed, and other parsers do not.
 * https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md
 */

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const TEXT = String.raw`(?:[^"\\\n\r]|\\[\\n"])*`;
const PAIR = `[a-zA-Z_][a-zA-Z0-9_]*="${TEXT}"`;
const LABELS = `(?:${PAIR}(?:,${PAIR})*)?`;
const NUMBER = String.raw`[+-]?(?:\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|Inf)|NaN`;
const SAMPLE = new RegExp(
  `^(?<name>${NAME})(?:\\{(?<labels>${LABELS})\\})? (?<value>${NUMBER})` +
    `(?: # \\{(?<exemplar>${LABELS})\\} (?<example>${NUMBER})(?: (?:${NUMBER}))?)?$`,
);
const TYPE = new RegExp(`^# TYPE (?<name>${NAME}) (?<type>counter|gauge|histogram)$`);
const HELP = new RegExp(`^# HELP (?<name>${NAME}) ${TEXT}$`);

const SUFFIXES = { counter: ['_total'], gauge: [''], histogram: ['_bucket', '_sum', '_count'] };

interface Family {
  readonly name: string;
  readonly type: keyof typeof SUFFIXES;
  /** Values by name and labels. */
  readonly samples: Map<string, number>;
}

/** Violations of the specification; empty if there are none. */
export function openMetricsMistakes(text: string): readonly string[] {
  const mistakes: string[] = [];
  const families = new Map<string, Family>();
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.pop() !== '# EOF')
    mistakes.push('it does not end with "# EOF" and a line break');
  let family: Family | undefined;
  for (const line of lines) {
    const type = TYPE.exec(line)?.groups;
    const help = HELP.exec(line)?.groups;
    const sample = SAMPLE.exec(line)?.groups;
    if (type !== undefined) {
      const { name = '' } = type;
      if (families.has(name)) mistakes.push(`${name} comes twice`);
      family = { name, type: typeNamed(type.type), samples: new Map() };
      families.set(name, family);
    } else if (help !== undefined) {
      if (family === undefined || help.name !== family.name || family.samples.size > 0)
        mistakes.push(`out of place: ${line}`);
    } else if (sample !== undefined && family !== undefined) {
      mistakes.push(...mistakesOf(family, sample, line));
    } else mistakes.push(`not understood: ${line}`);
  }
  return [...mistakes, ...collisions(families), ...[...families.values()].flatMap(histogramMistakes)];
}

function typeNamed(type: string | undefined): Family['type'] {
  return type === 'counter' || type === 'histogram' ? type : 'gauge';
}

function mistakesOf({ name, type, samples }: Family, sample: Record<string, string>, line: string): string[] {
  const mistakes: string[] = [];
  const { labels = '', exemplar } = sample;
  const value = numberOf(sample.value);
  const suffix = SUFFIXES[type].find((candidate) => sample.name === `${name}${candidate}`);
  if (suffix === undefined) mistakes.push(`no sample of ${name}: ${line}`);
  const key = `${sample.name}{${labels}}`;
  if (samples.has(key)) mistakes.push(`twice: ${key}`);
  samples.set(key, value);
  if (suffix === '_bucket' && !/(^|,)le="/.test(labels)) mistakes.push(`a bucket without bound: ${line}`);
  if (type !== 'gauge' && !(value >= 0)) mistakes.push(`less than nothing: ${line}`);
  if (exemplar === undefined) return mistakes;
  if (suffix !== '_bucket' && suffix !== '_total') mistakes.push(`an exemplar where none may be: ${line}`);
  if (exemplar.replace(/[=",]/g, '').length > 128) mistakes.push(`an exemplar that is too long: ${line}`);
  const bound = /le="([^"]*)"/.exec(labels)?.[1];
  if (bound !== undefined && numberOf(sample.example) > numberOf(bound)) {
    mistakes.push(`an exemplar above its bucket: ${line}`);
  }
  return mistakes;
}

/** Samples of one family that another one could have, such as a gauge `x_total` next to a counter `x`. */
function collisions(families: ReadonlyMap<string, Family>): string[] {
  return [...families.values()].flatMap(({ name, type }) =>
    [...SUFFIXES[type], '_created']
      .filter((suffix) => suffix !== '' && families.has(`${name}${suffix}`))
      .map((suffix) => `${name}${suffix} is a family, and could be a sample of ${name}`),
  );
}

function histogramMistakes({ name, type, samples }: Family): string[] {
  if (type !== 'histogram') return [];
  const mistakes: string[] = [];
  const series = new Map<string, { bound: number; count: number }>();
  for (const [key, count] of samples) {
    if (!key.startsWith(`${name}_bucket{`)) continue;
    const bound = numberOf(/le="([^"]*)"/.exec(key)?.[1]);
    const labels = key.slice(name.length + 7).replace(/,?le="[^"]*",?/, '');
    const former = series.get(labels);
    if (former !== undefined && !(bound > former.bound && count >= former.count)) {
      mistakes.push(`out of order: ${key}`);
    }
    series.set(labels, { bound, count });
  }
  for (const [labels, { bound, count }] of series) {
    const rest = labels === '{}' ? '{}' : labels;
    if (bound !== Number.POSITIVE_INFINITY) mistakes.push(`no bucket for everything: ${name}${labels}`);
    if (samples.get(`${name}_count${rest}`) !== count) mistakes.push(`another count: ${name}${labels}`);
    if (!samples.has(`${name}_sum${rest}`)) mistakes.push(`no sum: ${name}${labels}`);
  }
  return mistakes;
}

function numberOf(text: string | undefined): number {
  return text === '+Inf' ? Number.POSITIVE_INFINITY : Number(text);
}
