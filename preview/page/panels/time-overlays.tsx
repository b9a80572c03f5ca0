/** What is drawn over a time series: annotations and exemplars, and the tooltip. */
import { type DataFrame, FieldType, type GrafanaTheme2 } from '@grafana/data';
import { type SortOrder, TooltipDisplayMode } from '@grafana/schema';
import {
  EventsCanvas,
  getFieldDisplayItems,
  TooltipPlugin2,
  type UPlotConfigBuilder,
  useTheme2,
  VizTooltipContent,
  VizTooltipHeader,
  VizTooltipWrapper,
} from '@grafana/ui';
import { type JSX, type RefObject, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type uPlot from 'uplot';
import { formatTime } from '../chrome/times.ts';
import { object, text } from '../dashboard/json.ts';
import type { Options } from '../dashboard/model.ts';
import type { Annotation } from '../data/annotations.ts';
import type { ExemplarSeries } from '../data/prometheus.ts';

/** Dashed lines and a tint, with a mark at the foot of each that tells what it is. */
export function AnnotationOverlay({
  config,
  annotations,
  timeZone,
}: {
  config: UPlotConfigBuilder;
  annotations: readonly Annotation[];
  timeZone: string;
}): JSX.Element {
  const theme = useTheme2();
  const latest = useRef(annotations);
  latest.current = annotations;
  const plot = usePlot(config);
  useLayoutEffect(() => {
    config.addHook('draw', (u) => {
      for (const annotation of latest.current) drawAnnotation(u, annotation, theme);
    });
  }, [config, theme]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is drawn is read when it is drawn
  useLayoutEffect(() => plot.current?.redraw(), [annotations, plot]);
  const events = useMemo(
    () => [frameOf(annotations.map(({ from }) => ({ time: from, value: 0 })))],
    [annotations],
  );
  return (
    <EventsCanvas
      id="annotations"
      config={config}
      events={events}
      mapEventToXYCoords={(frame, row) => placeOf(plot.current, frame, row, true)}
      renderEventMarker={(_, row) => {
        const annotation = annotations[row];
        if (annotation === undefined) return null;
        const { from, to, title, tags, color } = annotation;
        const times = [...new Set([from, to])].map((time) => formatTime(time, timeZone)).join(' – ');
        const description = [title || annotation.text, times, tags.join(', ')].filter((part) => part !== '');
        return (
          <div
            className="annotation-mark"
            data-annotation={title}
            title={description.join('\n')}
            style={{ borderBottomColor: theme.visualization.getColorByName(color) }}
          />
        );
      }}
    />
  );
}

export function ExemplarOverlay({
  config,
  exemplars,
  timeZone,
}: {
  config: UPlotConfigBuilder;
  exemplars: readonly ExemplarSeries[];
  timeZone: string;
}): JSX.Element {
  const plot = usePlot(config);
  const points = useMemo(
    () =>
      exemplars.flatMap(({ exemplars: own }) =>
        own.map(({ labels, value, timestamp }) => ({ labels, value: Number(value), time: timestamp * 1000 })),
      ),
    [exemplars],
  );
  const events = useMemo(() => [frameOf(points)], [points]);
  return (
    <EventsCanvas
      id="exemplars"
      config={config}
      events={events}
      mapEventToXYCoords={(frame, row) => placeOf(plot.current, frame, row, false)}
      renderEventMarker={(_, row) => {
        const point = points[row];
        if (point === undefined) return null;
        const labels = Object.entries(point.labels).map(([name, value]) => `${name}: ${value}`);
        return (
          <div
            className="exemplar-mark"
            data-exemplar={point.value}
            title={[formatTime(point.time, timeZone), `${point.value}`, ...labels].join('\n')}
          />
        );
      }}
    />
  );
}

export function TimeTooltip({
  config,
  frame,
  options,
  timeZone,
  isCursorShared,
  onZoom,
}: {
  config: UPlotConfigBuilder;
  frame: DataFrame;
  options: Options;
  timeZone: string;
  isCursorShared: boolean;
  onZoom: (range: { from: number; to: number }) => void;
}): JSX.Element | null {
  const tooltip = object(options.tooltip);
  const mode = text(tooltip.mode, 'single') as TooltipDisplayMode;
  const sort = text(tooltip.sort, 'none') as SortOrder;
  if (mode === TooltipDisplayMode.None) return null;
  return (
    <TooltipPlugin2
      config={config}
      hoverMode={mode === TooltipDisplayMode.Single ? 0 : 1}
      queryZoom={onZoom}
      clientZoom
      {...(isCursorShared ? { syncMode: 1, syncScope: '__global_' } : {})}
      render={(u, dataIdxs, seriesIdx, isPinned) => {
        const [time, ...fields] = frame.fields;
        const index = dataIdxs.find((each) => each !== null) ?? u.cursor.idx ?? null;
        if (time === undefined || index === null) return null;
        const items = getFieldDisplayItems(
          [time, ...fields],
          time,
          dataIdxs,
          seriesIdx,
          mode,
          sort,
          (field) => field.config.custom?.hideFrom?.tooltip !== true && field.type === FieldType.number,
          tooltip.hideZeros === true,
        );
        const at = formatTime(u.data[0][index] ?? 0, timeZone);
        return (
          <VizTooltipWrapper>
            <VizTooltipHeader item={{ label: '', value: at }} isPinned={isPinned} />
            <VizTooltipContent items={items} isPinned={isPinned} />
          </VizTooltipWrapper>
        );
      }}
    />
  );
}

/** The plot, once it is there. Places are found anew after each time that it is drawn, the first one included. */
function usePlot(config: UPlotConfigBuilder): RefObject<uPlot | undefined> {
  const plot = useRef<uPlot>(undefined);
  const [, setDrawn] = useState(0);
  useLayoutEffect(() => {
    let isMounted = true;
    config.addHook('init', (u) => {
      plot.current = u;
    });
    config.addHook('draw', () => {
      if (isMounted) setDrawn((count) => count + 1);
    });
    return () => {
      isMounted = false;
    };
  }, [config]);
  return plot;
}

function drawAnnotation(u: uPlot, { from, to, color: name }: Annotation, theme: GrafanaTheme2): void {
  const { ctx, bbox } = u;
  const color = theme.visualization.getColorByName(name);
  const [left, right] = [u.valToPos(from, 'x', true), u.valToPos(to, 'x', true)];
  if (right < bbox.left || left > bbox.left + bbox.width) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.globalAlpha = 0.1;
  ctx.fillStyle = color;
  ctx.fillRect(left, bbox.top, right - left, bbox.height);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = color;
  ctx.lineWidth = 1;
  ctx.setLineDash([5, 5]);
  for (const x of new Set([left, right])) {
    ctx.beginPath();
    ctx.moveTo(Math.round(x) + 0.5, bbox.top);
    ctx.lineTo(Math.round(x) + 0.5, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}

function frameOf(points: readonly { time: number; value: number }[]): DataFrame {
  return {
    length: points.length,
    fields: [
      { name: 'Time', type: FieldType.time, config: {}, values: points.map(({ time }) => time) },
      { name: 'Value', type: FieldType.number, config: {}, values: points.map(({ value }) => value) },
    ],
  };
}

/** Nothing outside of what is shown. */
function placeOf(u: uPlot | undefined, frame: DataFrame, row: number, isAtFoot: boolean) {
  const [time, value] = frame.fields.map(({ values }) => values[row]);
  if (u === undefined || typeof time !== 'number' || typeof value !== 'number') return undefined;
  const x = u.valToPos(time, 'x');
  const scale = u.series[1]?.scale;
  const height = u.bbox.height / devicePixelRatio;
  const y = isAtFoot || scale === undefined ? height : u.valToPos(value, scale);
  if (x < 0 || x > u.bbox.width / devicePixelRatio || y < 0 || y > height) return undefined;
  return { x, y };
}
