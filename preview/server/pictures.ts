import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';

export interface PictureOptions {
  readonly url: string;
  readonly width: number;
  readonly timeZone: string;
}

export interface PanelPicture {
  /** The panel's id, or its name in v2. */
  readonly key: string;
  readonly title: string;
  readonly png: Buffer;
  /** In the picture of the whole, in pixels. */
  readonly box: Box;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Pictures {
  /** As it is stored, with its collapsed rows. */
  readonly whole: Buffer;
  /** With all rows open, if any is collapsed. */
  readonly expanded: Buffer | undefined;
  readonly panels: readonly PanelPicture[];
  /** Types of panels that are not drawn, by how many there are. */
  readonly placeholders: Readonly<Record<string, number>>;
  /** By title, what panels failed with. */
  readonly errors: Readonly<Record<string, string>>;
}

const MOST_PICTURES = 10;

/** Of the whole dashboard, and of each panel. */
export async function takePictures(browser: Browser, options: PictureOptions): Promise<Pictures> {
  const context = await browser.newContext({
    viewport: { width: options.width, height: 1000 },
    timezoneId: options.timeZone,
    locale: 'en-US',
    reducedMotion: 'reduce',
  });
  try {
    const page = await context.newPage();
    await open(page, options.url);
    const whole = await stablePicture(page);
    let expanded: Buffer | undefined;
    if ((await page.locator('.row[aria-expanded=false]').count()) > 0) {
      const url = new URL(options.url);
      url.searchParams.set('expand', '');
      await open(page, url.href);
      expanded = await stablePicture(page);
    }
    return { whole, expanded, panels: await panelsOf(page), ...(await findings(page)) };
  } finally {
    await context.close();
  }
}

/** @returns the files */
export async function savePictures(pictures: Pictures, directory: string): Promise<readonly string[]> {
  await mkdir(directory, { recursive: true });
  const names = new Map<string, number>();
  const named: [string, Buffer][] = [
    ['dashboard', pictures.whole],
    ...(pictures.expanded === undefined
      ? []
      : [['dashboard-expanded', pictures.expanded] as [string, Buffer]]),
    ...pictures.panels.map(({ title, png }): [string, Buffer] => [
      `panel-${unique(fileName(title), names)}`,
      png,
    ]),
  ];
  const files: string[] = [];
  for (const [name, png] of named) {
    const file = path.join(directory, `${name}.png`);
    await writeFile(file, png);
    files.push(file);
  }
  return files;
}

export function fileName(title: string): string {
  const name = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
  // File systems take 255 bytes, and a Korean syllable is three.
  return name === '' ? 'untitled' : [...name].slice(0, 60).join('');
}

async function panelsOf(page: Page): Promise<readonly PanelPicture[]> {
  const pictures: PanelPicture[] = [];
  for (const panel of await page.locator('[data-panel]').all()) {
    const box = await panel.evaluate((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      return { x: left + scrollX, y: top + scrollY, width, height };
    });
    pictures.push({
      key: (await panel.getAttribute('data-panel')) ?? '',
      title: (await panel.getAttribute('aria-label')) ?? '',
      png: await panel.screenshot({ animations: 'disabled' }),
      box,
    });
  }
  return pictures;
}

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForSelector('main[data-settled=true]', { timeout: 60_000 });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

/** Charts settle their layout over some frames. The picture is taken when two in a row are equal, as Playwright's own tests do. */
async function stablePicture(page: Page): Promise<Buffer> {
  const take = () => page.screenshot({ fullPage: true, animations: 'disabled' });
  let last = await take();
  for (let attempt = 0; attempt < MOST_PICTURES; attempt += 1) {
    const next = await take();
    if (next.equals(last)) return next;
    last = next;
  }
  return last;
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

function unique(name: string, names: Map<string, number>): string {
  const count = (names.get(name) ?? 0) + 1;
  names.set(name, count);
  return count === 1 ? name : `${name}-${count}`;
}
