import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const require = createRequire(import.meta.url);
const fontsOf = (family: string) => path.dirname(require.resolve(`@fontsource/${family}/package.json`));

export default defineConfig({
  base: './',
  plugins: [fonts(), grafanaAssets()],
  build: {
    outDir: process.env.PREVIEW_OUT ?? 'dist/page',
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 10_000,
  },
  oxc: { jsx: { runtime: 'automatic' } },
});

/**
 * Korean glyphs under the name of Grafana's font, so that it is one family and every text gets them; the slices are
 * fetched as they are needed.
 */
function fonts(): Plugin {
  const id = 'virtual:fonts.css';
  return {
    name: 'fonts',
    resolveId: (source) =>
      source === id ? path.join(fontsOf('noto-sans-kr'), 'preview-fonts.css') : undefined,
    load(file) {
      if (!file.endsWith('preview-fonts.css')) return undefined;
      return [400, 500]
        .map((weight) => readFileSync(path.join(fontsOf('noto-sans-kr'), `${weight}.css`), 'utf8'))
        .join('\n')
        .replaceAll("'Noto Sans KR'", "'Inter'")
        .replaceAll(/, url\([^)]*\.woff\) format\('woff'\)/g, '');
    },
  };
}

/** Icons and fonts that Grafana's components fetch by their paths. */
function grafanaAssets(): Plugin {
  let target = '';
  return {
    name: 'grafana-assets',
    configResolved(config) {
      target = path.join(path.resolve(config.root, config.build.outDir), 'public');
    },
    closeBundle() {
      const ui = path.dirname(require.resolve('@grafana/ui/package.json'));
      const icons = path.join(target, 'build/img/icons');
      cpSync(path.join(ui, 'dist/public/img/icons'), icons, { recursive: true });
      // The time picker shows it, and the package lacks it.
      const right = readFileSync(path.join(icons, 'unicons/angle-double-right.svg'), 'utf8');
      const left = right.replace(
        /(<svg[^>]*>)(.*)(<\/svg>)/s,
        '$1<g transform="matrix(-1 0 0 1 24 0)">$2</g>$3',
      );
      writeFileSync(path.join(icons, 'unicons/angle-double-left.svg'), left);
      const names: Readonly<Record<string, string>> = {
        'inter/Inter-Regular': 'inter/files/inter-latin-400-normal',
        'inter/Inter-Medium': 'inter/files/inter-latin-500-normal',
        'inter/Inter-Italic': 'inter/files/inter-latin-400-italic',
        'inter/Inter-MediumItalic': 'inter/files/inter-latin-500-italic',
        'roboto/L0xTDF4xlVMF-BfR8bXMIhJHg45mwgGEFl0_3vrtSM1J-gEPT5Ese6hmHSh0mQ':
          'roboto-mono/files/roboto-mono-latin-400-normal',
      };
      for (const [name, source] of Object.entries(names)) {
        const [family = '', ...file] = source.split('/');
        const to = path.join(target, 'fonts', `${name}.woff2`);
        mkdirSync(path.dirname(to), { recursive: true });
        cpSync(path.join(fontsOf(family), `${file.join('/')}.woff2`), to);
      }
    },
  };
}
