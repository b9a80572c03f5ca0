import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { launchChromium } from './chromium.ts';
import { changedPanels, saveComparison } from './comparison.ts';
import { readDashboardFile } from './dashboard-file.ts';
import { type ExampleData, startExampleData } from './example-data.ts';
import { dashboardAt } from './git.ts';
import { type PageServer, startPageServer } from './http.ts';
import { type PreviewOptions, readOptions, USAGE } from './options.ts';
import { preparePage } from './page-build.ts';
import { type PictureOptions, savePictures, takePictures } from './pictures.ts';
import { PreviewError } from './preview-error.ts';
import { findChromium, findPrometheus } from './programs.ts';
import { generateProject, watchDefinitions, watchFile } from './project.ts';
import { assertListening } from './proxy.ts';
import type { Rule } from './rules.ts';

/** @returns the exit code: 0, 1 if a panel failed, 2 for wrong usage or a missing program */
export async function main(directory: string, args: readonly string[]): Promise<number> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'preview-'));
  try {
    const options = readOptions(args);
    if (options === undefined) {
      process.stdout.write(USAGE);
      return 0;
    }
    return await preview(directory, scratch, options);
  } catch (error) {
    if (!(error instanceof PreviewError)) throw error;
    process.stderr.write(`preview: ${error.message}\n${error.remedy}\n`);
    return 2;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** What is shown, and what it was last refused for. */
interface Shown {
  dashboard: unknown;
  problem: string | undefined;
}

async function preview(directory: string, scratch: string, options: PreviewOptions): Promise<number> {
  const root = path.join(directory, '..');
  const progress = (line: string) => process.stderr.write(`${line}\n`);
  const chromium = options.png === undefined ? undefined : findChromium(root);
  const { prometheus } = options;
  const programs = prometheus === undefined ? findPrometheus(root) : undefined;
  const load = async (): Promise<{ dashboard: unknown; rules: readonly Rule[] }> =>
    options.file === undefined
      ? generateProject(root, scratch, options.language)
      : { dashboard: await readDashboardFile(options.file), rules: [] };
  const { dashboard, rules } = await load();
  if (options.png !== undefined && prometheus !== undefined) await assertListening(prometheus);
  const page = await preparePage(directory, progress);
  const stored = options.file ?? path.join(root, 'out', 'monitoring', 'grafana-dashboard.json');
  const before = options.against === undefined ? undefined : await dashboardAt(options.against, stored);
  const shown: Shown = { dashboard, problem: undefined };
  let example: ExampleData | undefined;
  if (programs !== undefined) {
    if (options.file !== undefined) {
      progress(
        "The example data is the observer's. For a dashboard of another service: --prometheus http://localhost:9090",
      );
    }
    const generator = await readFile(path.join(directory, 'data', 'observer-week.ts'), 'utf8');
    const cache = path.join(directory, '.cache');
    example = await startExampleData({ programs, rules, cache, version: generator, progress });
  }
  let server: PageServer | undefined;
  let stopWatching = () => {};
  try {
    server = await startPageServer({
      page,
      port: options.port,
      prometheus: prometheus ?? new URL(example?.url ?? ''),
      answer: () => ({ ...shown, now: example?.now }),
    });
    const url = server.url + searchOf(options, example !== undefined);
    if (chromium !== undefined && options.png !== undefined) {
      const timeZone = timeZoneOf(options, example !== undefined);
      const job = {
        url,
        width: options.width,
        timeZone,
        chromium,
        directory: path.resolve(options.png),
        progress,
      };
      return await picture(job, shown, before);
    }
    const reload = async () => {
      try {
        Object.assign(shown, { dashboard: (await load()).dashboard, problem: undefined });
        progress('The dashboard has changed');
      } catch (error) {
        if (!(error instanceof PreviewError)) throw error;
        shown.problem = error.message;
        progress(error.message);
      }
      server?.notify();
    };
    const queue = oneAtATime(reload);
    stopWatching =
      options.file === undefined ? watchDefinitions(root, queue) : watchFile(options.file, queue);
    process.stdout.write(`${url}\n`);
    await interrupted();
    return 0;
  } finally {
    stopWatching();
    await server?.close();
    await example?.stop();
  }
}

interface PictureJob extends PictureOptions {
  readonly chromium: string;
  readonly directory: string;
  readonly progress: (line: string) => void;
}

/** @returns the exit code: 1 if a panel failed */
async function picture(job: PictureJob, shown: Shown, before: unknown): Promise<number> {
  const { directory, progress } = job;
  const browser = await launchChromium(job.chromium);
  try {
    progress('Taking pictures');
    const taken = await takePictures(browser, job);
    const files = [...(await savePictures(taken, directory))];
    if (before !== undefined) {
      progress('Taking pictures of what it was before');
      shown.dashboard = before;
      const earlier = await takePictures(browser, job);
      const changes = await changedPanels(browser, earlier, taken);
      files.push(...(await saveComparison(browser, earlier, taken, changes, directory)));
      for (const { kind, title } of changes) progress(`${kind}: ${title}`);
    }
    for (const [type, count] of Object.entries(taken.placeholders)) {
      progress(`not drawn: ${count} ${count === 1 ? 'panel' : 'panels'} of type ${type}`);
    }
    for (const [title, message] of Object.entries(taken.errors)) progress(`${title}: ${message}`);
    process.stdout.write(files.map((name) => `${name}\n`).join(''));
    return Object.keys(taken.errors).length > 0 ? 1 : 0;
  } finally {
    await browser.close();
  }
}

/** A change while it runs starts it once more. */
function oneAtATime(action: () => Promise<void>): () => void {
  let isRunning = false;
  let isWanted = false;
  const start = async () => {
    isRunning = true;
    do {
      isWanted = false;
      await action();
    } while (isWanted);
    isRunning = false;
  };
  return () => {
    isWanted = true;
    if (!isRunning) void start();
  };
}

function searchOf(options: PreviewOptions, isExample: boolean): string {
  const parameters = new URLSearchParams();
  if (options.from !== undefined) parameters.set('from', options.from);
  if (options.to !== undefined) parameters.set('to', options.to);
  if (options.theme === 'light') parameters.set('theme', 'light');
  if (isExample || options.png !== undefined || options.timeZone !== undefined) {
    parameters.set('timezone', timeZoneOf(options, isExample));
  }
  return parameters.size === 0 ? '' : `?${parameters}`;
}

/** The example data is set in Seoul. */
function timeZoneOf({ timeZone }: PreviewOptions, isExample: boolean): string {
  return timeZone ?? (isExample ? 'Asia/Seoul' : 'UTC');
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
