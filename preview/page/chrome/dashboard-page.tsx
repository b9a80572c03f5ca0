import { DashboardCursorSync, EventBusSrv } from '@grafana/data';
import { Icon, type PanelContext, PanelContextProvider, useTheme2 } from '@grafana/ui';
import { type JSX, useCallback, useEffect, useMemo, useState } from 'react';
import type { Dashboard, Section } from '../dashboard/model.ts';
import { repeated } from '../dashboard/repeat.ts';
import { type Annotation, loadAnnotations } from '../data/annotations.ts';
import { interpolateText } from '../data/interpolate.ts';
import { type Range, type ResolvedVariable, resolveVariables, timeOf, valuesOf } from '../data/variables.ts';
import { PanelFrame } from './panel-frame.tsx';
import { PanelGrid } from './panel-grid.tsx';
import type { Settings } from './settings.ts';
import { Toolbar } from './toolbar.tsx';
import { useSettled } from './use-settled.ts';

const PADDING = 16;
const NARROW_PADDING = 8;

interface DashboardPageProps {
  readonly dashboard: Dashboard;
  /** In milliseconds, what counts as now; nothing for the clock. */
  readonly now: number | undefined;
  readonly settings: Settings;
  readonly onChange: (changes: Partial<Settings>) => void;
}

export function DashboardPage({ dashboard, now, settings, onChange }: DashboardPageProps): JSX.Element {
  const theme = useTheme2();
  const windowWidth = useWindowWidth();
  const padding = windowWidth < 600 ? NARROW_PADDING : PADDING;
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [refreshes, setRefreshes] = useState(0);
  const refresh = useCallback(() => setRefreshes((count) => count + 1), []);
  const zoom = useCallback(
    ({ from, to }: Range) => onChange({ from: String(from), to: String(to) }),
    [onChange],
  );
  const timeZone = settings.timeZone ?? dashboard.timezone;
  const [from, to] = [settings.from ?? dashboard.time.from, settings.to ?? dashboard.time.to];
  // biome-ignore lint/correctness/useExhaustiveDependencies: a refresh moves what is relative to now
  const range = useMemo(() => rangeOf(from, to, now ?? Date.now()), [from, to, now, refreshes]);
  const [resolved, setResolved] = useState<readonly ResolvedVariable[]>();
  useEffect(() => {
    const controller = new AbortController();
    resolveVariables(dashboard.variables, settings.variables, range, controller.signal).then(
      setResolved,
      () => {
        // It was aborted: another one is under way.
      },
    );
    return () => controller.abort();
  }, [dashboard, settings.variables, range]);
  const values = useMemo(
    () => (resolved === undefined ? undefined : valuesOf(resolved, range)),
    [resolved, range],
  );
  const [annotations, setAnnotations] = useState<readonly Annotation[]>([]);
  const [failures, setFailures] = useState<readonly string[]>([]);
  const [hasAnnotations, setHasAnnotations] = useState(false);
  useEffect(() => {
    if (values === undefined) return;
    const controller = new AbortController();
    loadAnnotations(dashboard.annotations, values, range, controller.signal).then(
      (loaded) => {
        setAnnotations(loaded.annotations);
        setFailures(loaded.errors);
        setHasAnnotations(true);
      },
      () => {
        // It was aborted: another one is under way.
      },
    );
    return () => controller.abort();
  }, [dashboard, values, range]);
  const sections = useMemo(
    () => repeated(dashboard.sections, (name) => values?.get(name)?.values ?? []),
    [dashboard, values],
  );
  const isCollapsed = ({ key, isCollapsed: stored }: Section) =>
    !settings.isExpanded && stored !== toggled.has(key);
  const context = useMemo<PanelContext>(
    () => ({
      eventsScope: '__global_',
      eventBus: new EventBusSrv(),
      sync: () => (dashboard.isCursorShared ? DashboardCursorSync.Crosshair : DashboardCursorSync.Off),
    }),
    [dashboard],
  );
  const isSettled = useSettled(values !== undefined && hasAnnotations);
  return (
    <main
      data-settled={isSettled}
      style={{ padding, background: theme.colors.background.canvas, color: theme.colors.text.primary }}
    >
      <Toolbar
        dashboard={dashboard}
        settings={settings}
        range={range}
        timeZone={timeZone}
        resolved={resolved ?? []}
        values={values}
        onChange={onChange}
        onRefresh={refresh}
      />
      {failures.map((failure) => (
        <p key={failure} role="alert" style={{ color: theme.colors.error.text }}>
          {failure}
        </p>
      ))}
      <PanelContextProvider value={context}>
        {values !== undefined &&
          sections.map((section) => (
            <div key={section.key}>
              {section.title !== undefined && (
                <button
                  type="button"
                  className="row"
                  aria-expanded={!isCollapsed(section)}
                  onClick={() => setToggled((old) => flipped(old, section.key))}
                >
                  <Icon name={isCollapsed(section) ? 'angle-right' : 'angle-down'} />{' '}
                  {interpolateText(section.title, values)}
                  {isCollapsed(section) && (
                    <i
                      style={{ color: theme.colors.text.secondary }}
                    >{` (${section.panels.length} panels)`}</i>
                  )}
                </button>
              )}
              {!isCollapsed(section) && (
                <PanelGrid panels={section.panels} width={windowWidth - 2 * padding}>
                  {(panel, width, height) => (
                    <PanelFrame
                      panel={panel}
                      width={width}
                      height={height}
                      values={values}
                      range={range}
                      timeZone={timeZone}
                      annotations={annotations}
                      isCursorShared={dashboard.isCursorShared}
                      onZoom={zoom}
                    />
                  )}
                </PanelGrid>
              )}
            </div>
          ))}
      </PanelContextProvider>
    </main>
  );
}

/** Times that cannot be read, or that end before they begin, become the last six hours. */
function rangeOf(from: string, to: string, now: number): Range {
  const [start, end] = [timeOf(from, now, false), timeOf(to, now, true)];
  return start < end ? { from: start, to: end } : { from: now - 6 * 3_600_000, to: now };
}

function flipped(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return next;
}

/** The browser reports 0 before the first layout. */
function useWindowWidth(): number {
  const [width, setWidth] = useState(windowWidth);
  useEffect(() => {
    const onResize = () => setWidth(windowWidth());
    window.addEventListener('resize', onResize);
    return () => window.removeEventListener('resize', onResize);
  }, []);
  return width;
}

function windowWidth(): number {
  return Math.max(320, document.documentElement.clientWidth || window.innerWidth || 1280);
}
