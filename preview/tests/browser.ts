import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { releaseAfterwards } from 'test-support/release';
import { requireTool } from 'test-support/tools';
import { launchChromium } from '../server/chromium.ts';
import { startPageServer } from '../server/http.ts';
import { preparePage } from '../server/page-build.ts';
import { type StubAnswers, type StubPrometheus, startStubPrometheus } from './stub-prometheus.ts';

export const PACKAGE = path.resolve(import.meta.dirname, '..');
/** 2026-01-01, so that ranges and pictures are the same each time. */
export const NOW = Date.UTC(2026, 0, 1, 12);

/** The first use installs what the page is made of. */
export const PREPARE_TIMEOUT_MS = 600_000;

export async function startBrowser(): Promise<Browser> {
  const executablePath = await requireTool('chromium');
  await preparePage(PACKAGE, (line) => process.stderr.write(`${line}\n`));
  const browser = await launchChromium(executablePath);
  releaseAfterwards(() => browser.close());
  return browser;
}

export interface OpenOptions extends StubAnswers {
  readonly dashboard: unknown;
  readonly search?: string;
  readonly width?: number;
  /** In place of the stub. */
  readonly prometheus?: URL;
}

export interface OpenedPage {
  readonly page: Page;
  readonly prometheus: StubPrometheus;
  /** Errors and warnings of the page, and requests that left its server. */
  readonly complaints: string[];
  readonly url: string;
  show(dashboard: unknown): void;
}

/** Opens a dashboard, and waits until all panels are drawn. */
export async function openDashboard(browser: Browser, options: OpenOptions): Promise<OpenedPage> {
  const prometheus = await startStubPrometheus(options);
  let { dashboard } = options;
  const server = await startPageServer({
    page: await preparePage(PACKAGE, () => {}),
    port: 0,
    prometheus: options.prometheus ?? new URL(prometheus.url),
    answer: () => ({ dashboard, now: NOW }),
  });
  releaseAfterwards(() => server.close());
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: 900 },
    timezoneId: 'UTC',
    locale: 'en-US',
  });
  releaseAfterwards(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !request.url().startsWith('data:'))
      complaints.push(request.url());
  });
  await page.goto(server.url + (options.search ?? ''));
  await settled(page);
  const show = (changed: unknown) => {
    dashboard = changed;
    server.notify();
  };
  return { page, prometheus, complaints, url: server.url, show };
}

export async function settled(page: Page): Promise<void> {
  await page.waitForSelector('main[data-settled=true]');
}
