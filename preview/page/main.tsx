import { initPluginTranslations } from '@grafana/i18n';
import { createRoot } from 'react-dom/client';
import { App, type Served } from './chrome/app.tsx';
import 'virtual:fonts.css';
import './page.css';
import { fillRegistries } from './registries.ts';

fillRegistries();
await initPluginTranslations('dashboard-preview', []);
const served = (await (await fetch('dashboard.json')).json()) as Served;
await loadFonts(JSON.stringify(served.dashboard));
const root = document.createElement('div');
document.body.append(root);
createRoot(root).render(<App first={served} />);

/** Components measure texts on a canvas, which does not wait for fonts. */
async function loadFonts(text: string): Promise<void> {
  const shown = [...new Set(`${text} 0123456789%.,:-`)].join('');
  const fonts = ['400 14px Inter', '500 14px Inter', '400 14px "Roboto Mono"'];
  await Promise.all(fonts.map((font) => document.fonts.load(font, shown)));
}
