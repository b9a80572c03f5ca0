import { textUtil } from '@grafana/data';
import { RefreshPicker, TimeRangePicker, ToolbarButton } from '@grafana/ui';
import { type JSX, useEffect } from 'react';
import type { Dashboard } from '../dashboard/model.ts';
import { interpolateText, interpolateUrl, type Values } from '../data/interpolate.ts';
import { milliseconds } from '../data/step.ts';
import type { Range, ResolvedVariable } from '../data/variables.ts';
import type { Settings } from './settings.ts';
import { timeRangeOf } from './times.ts';
import { VariablePicker } from './variable-picker.tsx';

interface ToolbarProps {
  readonly dashboard: Dashboard;
  readonly settings: Settings;
  readonly range: Range;
  readonly timeZone: string;
  readonly resolved: readonly ResolvedVariable[];
  readonly values: Values | undefined;
  readonly onChange: (changes: Partial<Settings>) => void;
  readonly onRefresh: () => void;
}

export function Toolbar(props: ToolbarProps): JSX.Element {
  const { dashboard, settings, range, timeZone, resolved, values, onChange, onRefresh } = props;
  const refresh = settings.refresh ?? dashboard.refresh;
  useEffect(() => {
    const [interval = 0] = milliseconds(refresh);
    if (interval < 1000) return;
    const timer = setInterval(onRefresh, interval);
    return () => clearInterval(timer);
  }, [refresh, onRefresh]);
  const raw = { from: settings.from ?? dashboard.time.from, to: settings.to ?? dashboard.time.to };
  const move = (share: number) => {
    const by = Math.round((range.to - range.from) * share);
    onChange({ from: String(range.from + by), to: String(range.to + by) });
  };
  const zoomOut = () => {
    const half = range.to - range.from;
    onChange({ from: String(range.from - half / 2), to: String(range.to + half / 2) });
  };
  return (
    <header>
      <h1>{values === undefined ? dashboard.title : interpolateText(dashboard.title, values)}</h1>
      <div className="tools">
        {values !== undefined &&
          dashboard.links.map(({ title, url }) => (
            <a
              key={title + url}
              href={textUtil.sanitizeUrl(interpolateUrl(url, values))}
              target="_blank"
              rel="noreferrer"
            >
              {title}
            </a>
          ))}
        <ToolbarButton
          icon="adjust-circle"
          variant="canvas"
          tooltip={settings.theme === 'dark' ? 'Light theme' : 'Dark theme'}
          aria-label="Change the theme"
          onClick={() => onChange({ theme: settings.theme === 'dark' ? 'light' : 'dark' })}
        />
        <TimeRangePicker
          value={timeRangeOf(range, rawOf(raw, range))}
          timeZone={timeZone}
          onChange={({ raw: picked }) => onChange({ from: rawText(picked.from), to: rawText(picked.to) })}
          onChangeTimeZone={(zone) => onChange({ timeZone: zone })}
          onMoveBackward={() => move(-0.5)}
          onMoveForward={() => move(0.5)}
          onZoom={zoomOut}
          isOnCanvas
        />
        <RefreshPicker
          value={refresh}
          onRefresh={onRefresh}
          onIntervalChanged={(interval) => onChange({ refresh: interval })}
          isOnCanvas
        />
      </div>
      <div className="variables">
        {resolved
          .filter(({ variable }) => !variable.isHidden)
          .map((one) => (
            <VariablePicker
              key={one.variable.name}
              resolved={one}
              onPick={(picked) =>
                onChange({ variables: new Map([...settings.variables, [one.variable.name, picked]]) })
              }
            />
          ))}
      </div>
    </header>
  );
}

/** Relative times stay as they are, so that the picker names them. */
function rawOf(raw: { from: string; to: string }, range: Range) {
  return raw.from.startsWith('now') && raw.to.startsWith('now') ? raw : timeRangeOf(range).raw;
}

function rawText(time: string | { valueOf(): number }): string {
  return typeof time === 'string' ? time : String(time.valueOf());
}
