import path from 'node:path';
import type { Page } from 'playwright-core';
import { releaseAfterwards } from 'test-support/release';
import { requireTool } from 'test-support/tools';
import { launchChromium } from '../server/chromium.ts';
import { startPageServer } from '../server/http.ts';
import { preparePage } from '../server/page-build.ts';
import { type StubAnswers, startStubPrometheus } from './stub-prometheus.ts';

export const PACKAGE = path.resolve(import.meta.dirname, '..');
/** 2026-01-01, so that ranges and pictures are the same each time. */
export const NOW = Date.UTC(2026, 0, 1, 12);

/** The first use installs what the page is made of. */
export const PREPARE_TIMEOUT_MS = 600_000;

export interface OpenOptions extends StubAnswers {
  readonly dashboard: unknown;
  readonly search?: string;
  readonly width?: number;
  /** In place of the stub. */
  readonly prometheus?: URL;
}

export interface Query {
  readonly path: string;
  readonly parameters: URLSearchParams;
}

export interface OpenedPage {
  readonly page: Page;
  /** What the page asks Prometheus. The stub's own list may start with a late request of the last page. */
  readonly queries: readonly Query[];
  /** Errors and warnings of the page, and requests that left its server. */
  readonly complaints: string[];
  show(dashboard: unknown): void;
}

/** The page in a browser, for all tests of a file: it is loaded from the browser's cache after the first one. */
export interface Preview {
  /** Opens a dashboard in place of the last one, and waits until all panels are drawn. */
  open(options: OpenOptions): Promise<OpenedPage>;
}

export async function startPreview(): Promise<Preview> {
  const executablePath = await requireTool('chromium');
  const directory = await preparePage(PACKAGE, (line) => process.stderr.write(`${line}\n`));
  const browser = await launchChromium(executablePath);
  releaseAfterwards(() => browser.close());
  const context = await browser.newContext({ timezoneId: 'UTC', locale: 'en-US' });
  let shown: unknown;
  let prometheus = new URL('http://127.0.0.1:1');
  const server = await startPageServer({
    page: directory,
    port: 0,
    get prometheus() {
      return prometheus;
    },
    answer: () => ({ dashboard: shown, now: NOW }),
  });
  releaseAfterwards(() => server.close());
  return {
    open: async ({ dashboard, search = '', width = 1280, prometheus: another, ...answers }) => {
      for (const last of context.pages()) await last.close();
      const stub = await startStubPrometheus(answers);
      shown = dashboard;
      prometheus = another ?? new URL(stub.url);
      const page = await context.newPage();
      await page.setViewportSize({ width, height: 900 });
      const complaints = complaintsOf(page, server.url);
      const queries = queriesOf(page);
      await page.goto(server.url + search);
      await settled(page);
      const show = (changed: unknown) => {
        shown = changed;
        server.notify();
      };
      return { page, queries, complaints, show };
    },
  };
}

function complaintsOf(page: Page, own: string): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(own) && !request.url().startsWith('data:')) complaints.push(request.url());
  });
  return complaints;
}

function queriesOf(page: Page): Query[] {
  const queries: Query[] = [];
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (!pathname.startsWith('/prometheus/')) return;
    const body = request.postData();
    queries.push({ path: pathname, parameters: body === null ? searchParams : new URLSearchParams(body) });
  });
  return queries;
}

export async function settled(page: Page): Promise<void> {
  await page.waitForSelector('main[data-settled=true]');
}
