import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { startExampleData } from './example-data.ts';
import { startPageServer } from './http.ts';
import { type PreviewOptions, readOptions, USAGE } from './options.ts';
import { preparePage } from './page-build.ts';
import { takePictures } from './pictures.ts';
import { PreviewError } from './preview-error.ts';
import { findChromium, findPrometheus } from './programs.ts';
import { readRules } from './rules.ts';

/** @returns the exit code: 0, or 2 where it was used wrongly or something is missing */
export async function main(directory: string, args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args);
    if (options === undefined) {
      process.stdout.write(USAGE);
      return 0;
    }
    await preview(directory, options);
    return 0;
  } catch (error) {
    if (!(error instanceof PreviewError)) throw error;
    process.stderr.write(`preview: ${error.message}\n${error.remedy}\n`);
    return 2;
  }
}

async function preview(directory: string, options: PreviewOptions): Promise<void> {
  const root = path.join(directory, '..');
  const progress = (line: string) => process.stderr.write(`${line}\n`);
  const file = options.file ?? path.join(root, 'out/monitoring/grafana-dashboard.json');
  const dashboard = await readDashboardFile(file);
  const chromium = options.png === undefined ? undefined : findChromium(root);
  const programs = options.prometheus === undefined ? findPrometheus(root) : undefined;
  const page = await preparePage(directory, progress);
  const source =
    programs === undefined
      ? { url: options.prometheus ?? '', now: undefined, stop: async () => {} }
      : await startExampleData({
          programs,
          rules: await readRules(path.join(root, 'out/prometheus')),
          cache: path.join(directory, '.cache'),
          version: await readFile(path.join(directory, 'data/observer-week.ts'), 'utf8'),
          progress,
        });
  try {
    const server = await startPageServer({
      page,
      port: options.port,
      prometheus: prometheusUrl(source.url),
      dashboard: () => dashboard,
      now: source.now,
    });
    try {
      const timeZone = options.timeZone ?? (source.now === undefined ? 'UTC' : 'Asia/Seoul');
      const url =
        server.url +
        searchOf(options, options.png !== undefined || source.now !== undefined ? timeZone : undefined);
      if (chromium === undefined || options.png === undefined) {
        process.stdout.write(`${url}\n`);
        await interrupted();
        return;
      }
      progress('Taking pictures');
      const taken = await takePictures({
        url,
        directory: options.png,
        width: options.width,
        timeZone,
        chromium,
      });
      for (const [type, count] of Object.entries(taken.placeholders)) {
        progress(`not drawn: ${count} ${count === 1 ? 'panel' : 'panels'} of type ${type}`);
      }
      for (const [title, message] of Object.entries(taken.errors)) progress(`${title}: ${message}`);
      process.stdout.write(taken.files.map((name) => `${name}\n`).join(''));
    } finally {
      await server.close();
    }
  } finally {
    await source.stop();
  }
}

function searchOf(options: PreviewOptions, timeZone: string | undefined): string {
  const parameters = new URLSearchParams();
  if (options.from !== undefined) parameters.set('from', options.from);
  if (options.to !== undefined) parameters.set('to', options.to);
  if (options.theme === 'light') parameters.set('theme', 'light');
  if (timeZone !== undefined) parameters.set('timezone', timeZone);
  return parameters.size === 0 ? '' : `?${parameters}`;
}

async function readDashboardFile(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new PreviewError(`${file} cannot be read: ${messageOf(error)}`, 'Name a dashboard that is there.');
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new PreviewError(
      `${file} is not JSON: ${messageOf(error)}`,
      'Export the dashboard from Grafana again.',
    );
  }
}

function prometheusUrl(text: string): URL {
  if (URL.canParse(text) && /^https?:/.test(text)) return new URL(text);
  throw new PreviewError(`--prometheus is ${text}`, 'Write an address such as http://localhost:9090.');
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
