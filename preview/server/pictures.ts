import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { launchChromium } from './chromium.ts';

export interface PictureOptions {
  readonly url: string;
  readonly directory: string;
  readonly width: number;
  readonly timeZone: string;
  readonly chromium: string;
}

export interface Pictures {
  readonly files: readonly string[];
  /** Types of panels that are not drawn, by how many there are. */
  readonly placeholders: Readonly<Record<string, number>>;
  /** By title, what panels failed with. */
  readonly errors: Readonly<Record<string, string>>;
}

/** The whole dashboard as it is stored and with all rows open, and each panel. */
export async function takePictures(options: PictureOptions): Promise<Pictures> {
  await mkdir(options.directory, { recursive: true });
  const browser = await launchChromium(options.chromium);
  try {
    const context = await browser.newContext({
      viewport: { width: options.width, height: 1000 },
      timezoneId: options.timeZone,
      locale: 'en-US',
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    const files: string[] = [];
    const save = async (name: string, picture: Buffer) => {
      const file = path.join(options.directory, `${name}.png`);
      await writeFile(file, picture);
      files.push(file);
    };
    await open(page, options.url);
    await save('dashboard', await page.screenshot({ fullPage: true, animations: 'disabled' }));
    if ((await page.locator('.row[aria-expanded=false]').count()) > 0) {
      await open(page, `${options.url}${options.url.includes('?') ? '&' : '?'}expand`);
      await save('dashboard-expanded', await page.screenshot({ fullPage: true, animations: 'disabled' }));
    }
    const names = new Map<string, number>();
    for (const panel of await page.locator('[data-panel]').all()) {
      const title = (await panel.getAttribute('aria-label')) ?? '';
      await save(
        `panel-${unique(fileName(title), names)}`,
        await panel.screenshot({ animations: 'disabled' }),
      );
    }
    return { files, ...(await findings(page)) };
  } finally {
    await browser.close();
  }
}

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForSelector('main[data-settled=true]', { timeout: 60_000 });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

async function findings(page: Page): Promise<Pick<Pictures, 'placeholders' | 'errors'>> {
  const types = await page
    .locator('[data-placeholder]')
    .evaluateAll((elements) => elements.map((element) => element.getAttribute('data-placeholder') ?? ''));
  const placeholders: Record<string, number> = {};
  for (const type of types) placeholders[type] = (placeholders[type] ?? 0) + 1;
  const failed = await page
    .locator('[data-state=error]')
    .evaluateAll((elements) =>
      elements.map((element) => [
        element.getAttribute('aria-label') ?? '',
        element.getAttribute('data-error') ?? '',
      ]),
    );
  return { placeholders, errors: Object.fromEntries(failed) };
}

function fileName(title: string): string {
  const name = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
  return name === '' ? 'untitled' : name;
}

function unique(name: string, names: Map<string, number>): string {
  const count = (names.get(name) ?? 0) + 1;
  names.set(name, count);
  return count === 1 ? name : `${name}-${count}`;
}
