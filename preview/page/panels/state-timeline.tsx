import {
  type DataFrame,
  type DisplayValue,
  type Field,
  FieldType,
  formattedValueToString,
  getFieldDisplayName,
} from '@grafana/data';
import { LegendDisplayMode } from '@grafana/schema';
import { measureText, useTheme2, VizLegend } from '@grafana/ui';
import type { JSX } from 'react';
import { formatTime } from '../chrome/times.ts';
import { number, object, text } from '../dashboard/json.ts';
import type { Range } from '../data/variables.ts';
import { NoData, noValueOf } from './no-data.tsx';
import type { PanelProps } from './panel-props.ts';

const FONT_SIZE = 12;
const AXIS_HEIGHT = 22;
const LEGEND_HEIGHT = 28;

interface Row {
  readonly name: string;
  readonly periods: readonly Period[];
}

/** In which a value stays the same. */
interface Period {
  readonly from: number;
  readonly to: number;
  readonly display: DisplayValue;
}

/** A row per series, and in it a bar for each period in which its value stays the same. Drawn here, as no package has it. */
export function StateTimelinePanel(props: PanelProps): JSX.Element {
  const { panel, frames, data, width, height, timeZone } = props;
  const theme = useTheme2();
  const isMerged = panel.type === 'state-timeline' && panel.options.mergeValues !== false;
  const rows = frames.flatMap((frame) => rowsOf(frame, frames, data.range, isMerged));
  if (rows.length === 0) return <NoData text={noValueOf(panel)} />;
  const legend = object(panel.options.legend);
  const hasLegend = legend.showLegend !== false && legend.displayMode !== 'hidden';
  const labelWidth = Math.min(
    width * 0.4,
    Math.max(...rows.map(({ name }) => measureText(name, FONT_SIZE).width)) + 12,
  );
  const chartHeight = height - AXIS_HEIGHT - (hasLegend ? LEGEND_HEIGHT : 0);
  const slot = chartHeight / rows.length;
  const bar = slot * number(panel.options.rowHeight, 0.9);
  const x = (time: number) =>
    labelWidth + ((time - data.range.from) / (data.range.to - data.range.from)) * (width - labelWidth);
  const opacity = number(panel.fieldConfig.defaults.custom?.fillOpacity, 70) / 100;
  const valueMode = text(panel.options.showValue, 'auto');
  const states = new Map(
    rows.flatMap(({ periods }) => periods.map(({ display }) => [formattedValueToString(display), display])),
  );
  return (
    <div style={{ width, height, overflow: 'hidden' }}>
      <svg
        width={width}
        height={chartHeight + AXIS_HEIGHT}
        role="img"
        aria-label={panel.title}
        fontSize={FONT_SIZE}
      >
        {rows.map(({ name, periods }, index) => {
          const top = index * slot + (slot - bar) / 2;
          return (
            <g key={name}>
              <text
                x={labelWidth - 8}
                y={top + bar / 2}
                fill={theme.colors.text.primary}
                textAnchor="end"
                dominantBaseline="central"
              >
                {name}
              </text>
              {periods.map(({ from, to, display }) => {
                const label = formattedValueToString(display);
                const w = Math.max(1, x(to) - x(from));
                const isShown =
                  valueMode !== 'never' && w > measureText(label, FONT_SIZE).width + 8 && bar >= FONT_SIZE;
                return (
                  <g key={from}>
                    <rect
                      x={x(from)}
                      y={top}
                      width={w}
                      height={bar}
                      fill={display.color}
                      fillOpacity={opacity}
                    >
                      <title>
                        {`${name}: ${label}\n${formatTime(from, timeZone)} – ${formatTime(to, timeZone)}`}
                      </title>
                    </rect>
                    {isShown && (
                      <text
                        x={x(from) + 4}
                        y={top + bar / 2}
                        fill={theme.colors.getContrastText(display.color ?? theme.colors.background.primary)}
                        dominantBaseline="central"
                        pointerEvents="none"
                      >
                        {label}
                      </text>
                    )}
                  </g>
                );
              })}
            </g>
          );
        })}
        {ticks(data.range, width - labelWidth, timeZone).map(({ time, label }) => (
          <text
            key={time}
            x={x(time)}
            y={chartHeight + AXIS_HEIGHT / 2}
            fill={theme.colors.text.primary}
            textAnchor="middle"
            dominantBaseline="central"
          >
            {label}
          </text>
        ))}
      </svg>
      {hasLegend && (
        <VizLegend
          placement="bottom"
          displayMode={LegendDisplayMode.List}
          items={[...states].map(([label, { color }]) => ({
            label,
            yAxis: 1,
            ...(color === undefined ? {} : { color }),
          }))}
        />
      )}
    </div>
  );
}

function rowsOf(frame: DataFrame, frames: DataFrame[], range: Range, isMerged: boolean): readonly Row[] {
  const time = frame.fields.find(({ type }) => type === FieldType.time);
  if (time === undefined) return [];
  return frame.fields
    .filter(({ type, config }) => type !== FieldType.time && config.custom?.hideFrom?.viz !== true)
    .map((field) => ({
      name: getFieldDisplayName(field, frame, frames),
      periods: periodsOf(field, time.values, range, isMerged),
    }));
}

function periodsOf(
  field: Field,
  times: readonly number[],
  range: Range,
  isMerged: boolean,
): readonly Period[] {
  const periods: (Period & { to: number; value: unknown })[] = [];
  times.forEach((time, index) => {
    const value = field.values[index];
    const last = periods.at(-1);
    const isOpen = last !== undefined && last.to >= time;
    if (value === null || value === undefined) return;
    const to = Math.min(range.to, times[index + 1] ?? range.to);
    const display = field.display?.(value) ?? { text: String(value), numeric: Number(value) };
    const isSame =
      last !== undefined && formattedValueToString(last.display) === formattedValueToString(display);
    if (isOpen && isMerged && isSame) last.to = to;
    else periods.push({ from: Math.max(range.from, time), to, display, value });
  });
  return periods;
}

const MINUTE = 60_000;
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080].map(
  (minutes) => minutes * MINUTE,
);

function ticks({ from, to }: Range, width: number, timeZone: string) {
  const wanted = (to - from) / Math.max(1, width / 80);
  const step = STEPS.find((each) => each >= wanted) ?? 10_080 * MINUTE;
  const first = Math.ceil(from / step) * step;
  const count = Math.max(0, Math.floor((to - first) / step) + 1);
  return Array.from({ length: count }, (_, index) => {
    const time = first + index * step;
    const shown = formatTime(time, timeZone);
    return { time, label: step >= 1440 * MINUTE ? shown.slice(5, 10) : shown.slice(11, 16) };
  });
}
