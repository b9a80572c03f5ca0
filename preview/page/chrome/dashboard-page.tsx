import { Icon, useTheme2 } from '@grafana/ui';
import { type JSX, useEffect, useMemo, useState } from 'react';
import type { Dashboard, Section } from '../dashboard/model.ts';
import { type Range, type ResolvedVariable, resolveVariables, timeOf, valuesOf } from '../data/variables.ts';
import { layOut } from './layout.ts';
import { PanelFrame } from './panel-frame.tsx';
import type { Settings } from './settings.ts';

const PADDING = 16;

export function DashboardPage({
  dashboard,
  settings,
}: {
  dashboard: Dashboard;
  settings: Settings;
}): JSX.Element {
  const theme = useTheme2();
  const width = useWidth() - 2 * PADDING;
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const range = useMemo(() => rangeOf(dashboard, settings), [dashboard, settings]);
  const [resolved, setResolved] = useState<readonly ResolvedVariable[]>();
  useEffect(() => {
    const controller = new AbortController();
    resolveVariables(dashboard.variables, settings.variables, range, controller.signal).then(
      setResolved,
      () => {},
    );
    return () => controller.abort();
  }, [dashboard, settings, range]);
  const isSettled = useSettled(resolved !== undefined);
  const values = useMemo(
    () => (resolved === undefined ? undefined : valuesOf(resolved, range)),
    [resolved, range],
  );
  const isCollapsed = ({ key, isCollapsed: stored }: Section) =>
    !settings.isExpanded && stored !== toggled.has(key);
  return (
    <main
      data-settled={isSettled}
      style={{ padding: PADDING, background: theme.colors.background.canvas, minHeight: '100vh' }}
    >
      <header>
        <h1>{dashboard.title}</h1>
        {resolved
          ?.filter(({ variable }) => !variable.isHidden)
          .map(({ variable, selected }) => (
            <span
              key={variable.name}
              className="variable"
              style={{ background: theme.colors.background.secondary }}
            >
              <b>{variable.label}</b> {selected.join(' + ').replace('$__all', 'All')}
            </span>
          ))}
      </header>
      {values !== undefined &&
        dashboard.sections.map((section) => (
          <div key={section.key}>
            {section.title !== undefined && (
              <button
                type="button"
                className="row"
                aria-expanded={!isCollapsed(section)}
                onClick={() => setToggled((old) => flipped(old, section.key))}
              >
                <Icon name={isCollapsed(section) ? 'angle-right' : 'angle-down'} /> {section.title}
                {isCollapsed(section) && <i> ({section.panels.length} panels)</i>}
              </button>
            )}
            {!isCollapsed(section) && (
              <PanelGrid section={section} width={width}>
                {(panel, w, h) => (
                  <PanelFrame
                    panel={panel}
                    width={w}
                    height={h}
                    values={values}
                    range={range}
                    timeZone={settings.timeZone}
                  />
                )}
              </PanelGrid>
            )}
          </div>
        ))}
    </main>
  );
}

function PanelGrid({
  section,
  width,
  children,
}: {
  section: Section;
  width: number;
  children: (panel: Section['panels'][number], width: number, height: number) => JSX.Element;
}): JSX.Element {
  const { boxes, height } = layOut(section.panels, width);
  return (
    <div className="grid" style={{ height }}>
      {boxes.map(({ panel, left, top, width: w, height: h }) => (
        <div key={panel.key} className="cell" style={{ left, top, width: w, height: h }}>
          {children(panel, w, h)}
        </div>
      ))}
    </div>
  );
}

/** Whether all panels have their data and have been drawn, so that a picture can be taken. */
function useSettled(hasValues: boolean): boolean {
  const [isSettled, setSettled] = useState(false);
  useEffect(() => {
    if (!hasValues) return;
    let quiet = 0;
    let frame = 0;
    const look = () => {
      const isBusy = document.querySelector('[data-state=loading], [data-loading]') !== null;
      quiet = isBusy ? 0 : quiet + 1;
      // Drawings follow their data within a few frames.
      setSettled(quiet > 10);
      if (quiet <= 10) frame = requestAnimationFrame(look);
    };
    frame = requestAnimationFrame(look);
    return () => cancelAnimationFrame(frame);
  });
  return isSettled;
}

function rangeOf(dashboard: Dashboard, settings: Settings): Range {
  const now = settings.now ?? Date.now();
  const from = timeOf(settings.from ?? dashboard.time.from, now, false);
  const to = timeOf(settings.to ?? dashboard.time.to, now, true);
  if (from === undefined || to === undefined || from >= to) return { from: now - 6 * 3_600_000, to: now };
  return { from, to };
}

function flipped(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return next;
}

/** The browser reports 0 before the first layout. */
function useWidth(): number {
  const read = () => Math.max(320, document.documentElement.clientWidth || window.innerWidth || 1280);
  const [width, setWidth] = useState(read);
  useEffect(() => {
    const onResize = () => setWidth(read());
    window.addEventListener('resize', onResize);
    return () => window.removeEventListener('resize', onResize);
  });
  return width;
}
