/** Prometheus' answers as the data frames that Grafana's components draw. */
import { type DataFrame, type Field, FieldType, TIME_SERIES_TIME_FIELD_NAME } from '@grafana/data';
import type { Target } from '../dashboard/model.ts';
import type { LabelSet, QueryAnswer, Series } from './prometheus.ts';

/** @param targets how many queries the panel has: with several, columns of tables carry their letter */
export function framesOf(answer: QueryAnswer, target: Target, step: number, targets: number): DataFrame[] {
  if (target.format === 'table') return [tableOf(answer, target, targets)];
  return answer.series.map((series) => timeSeriesOf(series, target, answer.type === 'matrix' ? step : 0));
}

function timeSeriesOf({ metric, values }: Series, target: Target, step: number): DataFrame {
  const times: number[] = [];
  const numbers: (number | null)[] = [];
  let last: number | undefined;
  for (const [time, value] of values) {
    // A step without a sample is a gap in the line.
    for (let gap = (last ?? time) + step; step > 0 && gap < time - step / 2; gap += step) {
      times.push(gap * 1000);
      numbers.push(null);
    }
    times.push(time * 1000);
    numbers.push(numberOf(value));
    last = time;
  }
  const name = displayName(metric, target);
  return {
    refId: target.refId,
    name,
    length: times.length,
    fields: [
      {
        name: TIME_SERIES_TIME_FIELD_NAME,
        type: FieldType.time,
        config: { interval: step * 1000 },
        values: times,
      },
      {
        name: 'Value',
        type: FieldType.number,
        config: { displayNameFromDS: name },
        labels: withoutName(metric),
        values: numbers,
      },
    ],
  };
}

function tableOf({ type, series }: QueryAnswer, target: Target, targets: number): DataFrame {
  const labels = [...new Set(series.flatMap(({ metric }) => Object.keys(metric)))].sort();
  const rows = series.flatMap(({ metric, values }) => values.map((sample) => ({ metric, sample })));
  const column = (name: string, fieldType: FieldType, values: unknown[], config = {}): Field => ({
    name,
    type: fieldType,
    config,
    values,
  });
  return {
    refId: target.refId,
    length: rows.length,
    meta: { preferredVisualisationType: type === 'matrix' ? 'graph' : 'table' },
    fields: [
      column(
        'Time',
        FieldType.time,
        rows.map(({ sample }) => sample[0] * 1000),
      ),
      ...labels.map((label) =>
        column(
          label,
          FieldType.string,
          rows.map(({ metric }) => metric[label]),
          { filterable: true },
        ),
      ),
      column(
        targets > 1 ? `Value #${target.refId}` : 'Value',
        FieldType.number,
        rows.map(({ sample }) => numberOf(sample[1])),
      ),
    ],
  };
}

/** NaN is drawn as a gap, as Grafana does; as a number it would blank the panel. */
function numberOf(value: string): number | null {
  if (value === '+Inf') return Number.POSITIVE_INFINITY;
  if (value === '-Inf') return Number.NEGATIVE_INFINITY;
  const result = Number(value);
  return Number.isNaN(result) ? null : result;
}

/** `{{job}} on {{pod}}`, with the labels of a series. */
export function labelled(format: string, metric: LabelSet): string {
  return format.replace(/\{\{\s*(.+?)\s*\}\}/g, (_, label: string) => metric[label] ?? '');
}

function displayName(metric: LabelSet, { legendFormat, expr }: Target): string {
  if (legendFormat !== '__auto' && legendFormat !== '') {
    return labelled(legendFormat, metric);
  }
  const labels = Object.entries(withoutName(metric)).map(([name, value]) => `${name}="${value}"`);
  const name = `${metric.__name__ ?? ''}${labels.length > 0 ? `{${labels.join(', ')}}` : ''}`;
  return name === '' ? expr : name;
}

function withoutName({ __name__: _, ...labels }: LabelSet): Record<string, string> {
  return labels;
}
