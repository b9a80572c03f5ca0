import { Icon, useTheme2 } from '@grafana/ui';
import { type JSX, useEffect, useState } from 'react';
import { formatAge } from '../chrome/times.ts';
import { number, object, text } from '../dashboard/json.ts';
import { interpolateQuery, interpolateText } from '../data/interpolate.ts';
import { type LabelSet, queryInstant } from '../data/prometheus.ts';
import { NoData } from './no-data.tsx';
import type { PanelProps } from './panel-props.ts';

interface ListedAlert {
  readonly name: string;
  readonly isFiring: boolean;
  readonly instances: number;
  /** The longest one, in milliseconds. */
  readonly age: number;
}

/** Alerts as Prometheus has recorded them in the series ALERTS, at the end of the time range. */
export function AlertListPanel({ panel, values, data, height }: PanelProps): JSX.Element {
  const theme = useTheme2();
  const [alerts, setAlerts] = useState<readonly ListedAlert[]>();
  const [error, setError] = useState<string>();
  const { options } = panel;
  const matchers = interpolateQuery(text(options.alertInstanceLabelFilter), values).replace(/^\{|\}$/g, '');
  const { to } = data.range;
  const states = object(options.stateFilter);
  const hasPending = states.pending !== false;
  useEffect(() => {
    const controller = new AbortController();
    loadAlerts(matchers, to, controller.signal).then(setAlerts, (reason: unknown) => {
      if (!controller.signal.aborted) setError(String(reason));
    });
    return () => controller.abort();
  }, [matchers, to]);
  if (error !== undefined) return <NoData text={error} />;
  if (alerts === undefined) return <div data-loading="true" />;
  const pattern = interpolateText(text(options.alertName), values);
  const shown = alerts
    .filter(({ name, isFiring }) => (isFiring || hasPending) && name.includes(pattern))
    .slice(0, number(options.maxItems, 20));
  if (shown.length === 0) return <NoData text="No alerts matching filters" />;
  return (
    <ol className="alert-list" style={{ height }}>
      {shown.map(({ name, isFiring, instances, age }) => (
        <li key={`${name} ${isFiring}`} style={{ background: theme.colors.background.secondary }}>
          <Icon
            name={isFiring ? 'heart-break' : 'exclamation-triangle'}
            size="lg"
            style={{ color: colorOf(isFiring) }}
          />
          <div>
            <div>{name}</div>
            <div className="alert-state" style={{ color: theme.colors.text.secondary }}>
              <span style={{ color: colorOf(isFiring) }}>{isFiring ? 'Firing' : 'Pending'}</span> for{' '}
              {formatAge(age)} · {instances} {instances === 1 ? 'instance' : 'instances'}
            </div>
          </div>
        </li>
      ))}
    </ol>
  );
  function colorOf(isFiring: boolean): string {
    return isFiring ? theme.colors.error.text : theme.colors.warning.text;
  }
}

async function loadAlerts(
  matchers: string,
  to: number,
  signal: AbortSignal,
): Promise<readonly ListedAlert[]> {
  const time = to / 1000;
  const [alerts, since] = await Promise.all([
    queryInstant(`ALERTS{${matchers}}`, time, signal),
    queryInstant(`ALERTS_FOR_STATE{${matchers}}`, time, signal),
  ]);
  const sinceBy = new Map(
    since.series.map(({ metric, values }) => [identity(metric), Number(values[0]?.[1])]),
  );
  const grouped = new Map<string, ListedAlert>();
  for (const { metric } of alerts.series) {
    const name = metric.alertname ?? '';
    const isFiring = metric.alertstate === 'firing';
    const key = `${name} ${isFiring}`;
    const known = grouped.get(key);
    const age = to - (sinceBy.get(identity(metric)) ?? time) * 1000;
    grouped.set(key, {
      name,
      isFiring,
      instances: (known?.instances ?? 0) + 1,
      age: Math.max(known?.age ?? 0, age),
    });
  }
  return [...grouped.values()].sort(
    (a, b) => Number(b.isFiring) - Number(a.isFiring) || (a.name < b.name ? -1 : 1),
  );
}

function identity({ __name__: _, alertstate: __, ...labels }: LabelSet): string {
  return JSON.stringify(Object.entries(labels).sort());
}
