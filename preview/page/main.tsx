import { createTheme } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import { GlobalStyles, PortalContainer, ThemeContext } from '@grafana/ui';
import { createRoot } from 'react-dom/client';
import { DashboardPage } from './chrome/dashboard-page.tsx';
import { readSettings } from './chrome/settings.ts';
import { readDashboard } from './dashboard/read.ts';
import 'virtual:fonts.css';
import './page.css';
import { fillRegistries } from './registries.ts';

interface Served {
  readonly dashboard: unknown;
  readonly now: number | undefined;
}

const served = (await (await fetch('dashboard.json')).json()) as Served;
const settings = readSettings(location.search, served.now);
const dashboard = readDashboard(served.dashboard);
fillRegistries();
await initPluginTranslations('dashboard-preview', []);
await loadFonts(JSON.stringify(served.dashboard));
const theme = createTheme({ colors: { mode: settings.theme } });
document.title = dashboard.title;
const root = document.createElement('div');
document.body.append(root);
createRoot(root).render(
  <ThemeContext.Provider value={theme}>
    <GlobalStyles />
    <DashboardPage dashboard={dashboard} settings={settings} />
    <PortalContainer />
  </ThemeContext.Provider>,
);

/** Components measure texts on a canvas, which does not wait for fonts. */
async function loadFonts(text: string): Promise<void> {
  const shown = [...new Set(`${text} 0123456789%.,:-`)].join('');
  await Promise.all(
    ['400 14px Inter', '500 14px Inter', '400 14px "Roboto Mono"'].map((font) =>
      document.fonts.load(font, shown),
    ),
  );
}
