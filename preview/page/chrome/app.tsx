import { createTheme } from '@grafana/data';
import { Alert, GlobalStyles, PortalContainer, ThemeContext } from '@grafana/ui';
import { type JSX, useCallback, useEffect, useMemo, useState } from 'react';
import { readDashboard } from '../dashboard/read.ts';
import { DashboardPage } from './dashboard-page.tsx';
import { readSettings, type Settings, writeSettings } from './settings.ts';

/** What the server answers for `dashboard.json`. */
export interface Served {
  readonly dashboard: unknown;
  /** In milliseconds, what counts as now; nothing for the clock. */
  readonly now?: number;
  /** Why the last change of the definitions is not shown. */
  readonly problem?: string;
}

export function App({ first }: { first: Served }): JSX.Element {
  const [served, setServed] = useState(first);
  const [settings, setSettings] = useState(() => readSettings(location.search));
  useEffect(() => subscribe(setServed), []);
  useEffect(() => {
    const search = writeSettings(settings);
    if (search !== location.search)
      history.replaceState(null, '', search === '?' ? location.pathname : search);
  }, [settings]);
  const dashboard = useMemo(() => readDashboard(served.dashboard), [served.dashboard]);
  useEffect(() => {
    document.title = dashboard.title;
  }, [dashboard]);
  const theme = useMemo(() => createTheme({ colors: { mode: settings.theme } }), [settings.theme]);
  const change = useCallback(
    (changes: Partial<Settings>) => setSettings((old) => ({ ...old, ...changes })),
    [],
  );
  return (
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      {served.problem !== undefined && (
        <Alert severity="error" title="The definitions have an error: this is how they were before">
          <pre>{served.problem}</pre>
        </Alert>
      )}
      <DashboardPage dashboard={dashboard} now={served.now} settings={settings} onChange={change} />
      <PortalContainer />
    </ThemeContext.Provider>
  );
}

/** Asks again when the server tells that something has changed, and when it is back after a restart. */
function subscribe(onServed: (served: Served) => void): () => void {
  const changes = new EventSource('changes');
  const ask = async () => {
    const response = await fetch('dashboard.json').catch(() => undefined);
    if (response?.ok === true) onServed((await response.json()) as Served);
  };
  changes.onmessage = ask;
  return () => changes.close();
}
